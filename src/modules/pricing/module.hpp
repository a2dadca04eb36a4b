#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
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
#include "kernel/json/describe.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/pricing/api/pricing.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::pricing {

struct PricingSettings {
  std::string home_country = "DE";
  int most_goods = 100'000;
  int claim_memory_days = 90;

  static void rules(json::Rules<PricingSettings>& rule);
};
KONTOR_DESCRIBE(PricingSettings, home_country, most_goods, claim_memory_days)

struct SeedReport {
  std::uint64_t promotions = 0;  // 0: there was something already, nothing was changed
  std::uint64_t tax_zones = 0;
  std::uint64_t list_prices = 0;
};
KONTOR_DESCRIBE(SeedReport, promotions, tax_zones, list_prices)

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module; the log knows the topics of messages().
struct Ground {
  const PricingSettings& settings;
  db::Database database;
  const catalog::Catalog& catalog;
  events::Log& log;
  events::Tails& tails;
  idempotency::Once& once;
  audit::Trail trail;
  const Clock& clock;
  telemetry::Metrics& metrics;
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Pricing& pricing() const;
  std::vector<http::Endpoint> endpoints() const;
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;
  // Tax zones with present rates, promotions, and a price list for these goods; in one transaction, where there is
  // nothing yet.
  Result<SeedReport> seed(std::span<const catalog::VariantId> goods) const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::pricing
