#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/log.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/module.hpp"
#include "stage.hpp"

namespace kontor::bench {

// What the orders of a round ask for.
struct Demand {
  int variants = 1;  // of so many, by chance
  int lines = 1;     // each of another variant
};

// The module on the stage, with stock that never ends of so many variants.
class Shop {
 public:
  Shop(Stage& stage, int variants);

  // So many orders, in one transaction.
  Result<void> order(int orders, const Demand& demand);
  // While it lives commands are obeyed.
  std::unique_ptr<events::Dispatcher> serve();
  // Answered so far.
  std::int64_t answered() const;
  // Throws std::runtime_error where stock, parts and history do not add up.
  void check_balance();

 private:
  std::vector<inventory::StockLine> lines(const Demand& demand) const;

  Stage& stage_;
  telemetry::Metrics metrics_;
  inventory::InventorySettings settings_;
  events::EventSettings event_settings_;
  events::Log log_;
  idempotency::Once once_;
  inventory::Module module_;
  std::vector<inventory::VariantId> variants_;
};

}  // namespace kontor::bench
