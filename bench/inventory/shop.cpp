#include "shop.hpp"

#include <stdexcept>

#include "kernel/core/random.hpp"

namespace kontor::bench {

namespace {

using inventory::ReserveStock;

std::vector<inventory::VariantId> some_variants(int count) {
  std::vector<inventory::VariantId> variants;
  for (int i = 0; i < count; ++i) variants.push_back(inventory::VariantId::generate());
  return variants;
}

}  // namespace

Shop::Shop(Stage& stage, int variants)
    : stage_(stage),
      log_(stage.bus(), {inventory::kInventoryCommands, inventory::kInventoryEvents, audit::kAuditEvents},
           event_settings_, stage.clock(), metrics_),
      once_(stage.database("kernel"), metrics_),
      module_({settings_, stage.database("inventory"), log_, once_, audit::Trail(log_), metrics_}),
      variants_(some_variants(variants)) {
  if (!module_.seed(variants_)) throw std::runtime_error("cannot make stock");
  stage_.run_sql(
      "with more as (update inventory.stock set on_hand = on_hand + 1000000 returning variant_id, warehouse_id)"
      " insert into inventory.movement (variant_id, warehouse_id, on_hand, reserved, cause, moved_at)"
      " select variant_id, warehouse_id, 1000000, 0, 'adjusted', now() from more");
}

std::vector<inventory::StockLine> Shop::lines(const Demand& demand) const {
  std::vector<inventory::StockLine> lines;
  const auto start = random_u64() % static_cast<std::uint64_t>(demand.variants);
  for (int i = 0; i < demand.lines; ++i) {
    const auto which = (start + static_cast<std::uint64_t>(i) * 37) % static_cast<std::uint64_t>(demand.variants);
    lines.push_back({variants_[which], 1});
  }
  return lines;
}

Result<void> Shop::order(int orders, const Demand& demand) {
  auto database = stage_.database("inventory");
  return database.transact([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < orders; ++i) {
      const auto reference = Uuid::generate();
      log_.publish(tx, reference.str(), ReserveStock{reference, lines(demand), 0});
    }
    return {};
  });
}

std::unique_ptr<events::Dispatcher> Shop::serve() {
  auto dispatcher = std::make_unique<events::Dispatcher>(log_, stage_.bus(), module_.groups(), event_settings_,
                                                         stage_.log(), metrics_);
  dispatcher->start();
  return dispatcher;
}

std::int64_t Shop::answered() const {
  auto& metrics = const_cast<telemetry::Metrics&>(metrics_);
  std::int64_t sum = 0;
  for (const auto* outcome : {"reserved", "failed"}) {
    sum += static_cast<std::int64_t>(
        metrics
            .counter("kontor_inventory_reservations_total", "Reservations that were asked for.", {{"outcome", outcome}})
            .value());
  }
  return sum;
}

void Shop::check_balance() {
  const auto sound = stage_.run_sql(R"(
    select (select sum(reserved) from inventory.stock)
         = (select sum(quantity - committed - released) from inventory.reservation_part)
       and (select sum(reserved) from inventory.stock) = (select sum(reserved) from inventory.movement)
       and (select sum(on_hand) from inventory.stock) = (select sum(on_hand) from inventory.movement)
       and (select count(*) from inventory.reservation where state <> 'held') = 0)");
  if (sound != "t") throw std::runtime_error("stock, parts and history do not add up");
}

}  // namespace kontor::bench
