#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/inventory/api/inventory.hpp"
#include "modules/inventory/settings.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::inventory {

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module; the log knows the topics of messages().
struct Ground {
  const InventorySettings& settings;
  db::Database database;
  events::Log& log;
  idempotency::Once& once;
  audit::Trail trail;
  telemetry::Metrics& metrics;
};

struct SeedReport {
  std::uint64_t warehouses = 0;
  std::uint64_t variants = 0;  // 0: there was stock already, nothing was changed
};
KONTOR_DESCRIBE(SeedReport, warehouses, variants)

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Inventory& inventory() const;
  std::vector<http::Endpoint> endpoints();
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;
  // Two warehouses that keep these variants, in one transaction; where anything is kept already nothing is changed.
  Result<SeedReport> seed(std::span<const VariantId> variants) const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::inventory
