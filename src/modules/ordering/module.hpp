#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
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
#include "modules/catalog/api/catalog.hpp"
#include "modules/identity/api/stream_tickets.hpp"
#include "modules/ordering/seed/history.hpp"
#include "modules/ordering/settings.hpp"
#include "modules/payment/api/payment.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::ordering {

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module; the log knows the topics of messages().
struct Ground {
  const OrderingSettings& settings;
  db::Database database;
  events::Log& log;
  events::Tails& tails;
  idempotency::Once& once;
  audit::Trail trail;
  personal::PersonalData personal;
  const cart::Carts& carts;
  const payment::Payments& payments;
  const catalog::Catalog& catalog;
  const pricing::Pricing& pricing;
  const shipping::Shipping& shipping;
  identity::StreamTickets& tickets;
  std::vector<std::string> origins;  // of browsers' pages that may open WebSockets, beside the own
  telemetry::Metrics& metrics;
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  std::vector<http::Endpoint> endpoints();
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;
  // A year of orders of these variants by these customers, where there are none (seed/history.hpp). How many were made.
  Result<std::uint64_t> seed(std::span<const catalog::VariantId> variants, std::span<const PastCustomer> customers,
                             std::uint64_t orders, std::uint64_t number);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::ordering
