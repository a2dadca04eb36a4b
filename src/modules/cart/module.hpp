#pragma once

#include <memory>
#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/personal/personal_data.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/cart/api/cart.hpp"
#include "modules/cart/settings.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/inventory/api/inventory.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::cart {

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module; the log knows the topics of messages(), of catalog's and of
// inventory's events.
struct Ground {
  const CartSettings& settings;
  Currency default_currency;
  const catalog::Catalog& catalog;
  const pricing::Pricing& pricing;
  const inventory::Inventory& inventory;
  const shipping::Shipping& shipping;
  db::Database database;
  events::Log& log;
  events::Tails& tails;
  idempotency::Once& once;
  personal::PersonalData personal;
  const Clock& clock;
  telemetry::Metrics& metrics;
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Carts& carts() const;
  std::vector<http::Endpoint> endpoints();
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::cart
