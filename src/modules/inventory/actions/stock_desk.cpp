#include "modules/inventory/actions/stock_desk.hpp"

#include "kernel/core/format.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "modules/inventory/actions/bookkeeping.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/failpoints.hpp"
#include "modules/inventory/store/stock_rows.hpp"
#include "modules/inventory/store/warehouse_rows.hpp"

namespace kontor::inventory {

// What the audit says of a change; namespace scope, because it is described.
struct AccountedMovement {
  WarehouseId warehouse_id;
  std::int64_t on_hand = 0;  // by how much it changed
  std::string reason;
};
KONTOR_DESCRIBE(AccountedMovement, warehouse_id, on_hand, reason)

struct AccountedPolicy {
  std::string policy;
  std::int64_t limit = 0;
  std::optional<Timestamp> available_on;
  std::optional<std::int64_t> low_at;
};
KONTOR_DESCRIBE(AccountedPolicy, policy, limit, available_on, low_at)

namespace {

Error no_such_warehouse(const std::string& pointer) {
  return invalid({{pointer, "unknown", "there is no such warehouse"}});
}

std::string json_of(const Policy& policy) {
  const auto* kind = policy.kind == PolicyKind::none        ? "none"
                     : policy.kind == PolicyKind::backorder ? "backorder"
                                                            : "preorder";
  return json::to_json(AccountedPolicy{kind, policy.limit, policy.available_on, policy.low_at});
}

StockDesk::Outcome outcome_of(const StockBook& book, const VariantId& variant, const WarehouseId& warehouse) {
  return {*book.shelf(variant, warehouse), level_of(*book.find(variant), book.now())};
}

// Each that is not as it was seen.
Result<void> check_seen(const StockBook& book, const WarehouseId& warehouse,
                        const std::vector<StockDesk::Counted>& counts) {
  std::vector<FieldProblem> stale;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto on_hand = book.shelf(counts[i].variant, warehouse)->on_hand;
    if (on_hand == counts[i].seen) continue;
    stale.push_back({format("/counts/{}/seen", i), "changed", format("there are {} on hand now", on_hand)});
  }
  if (stale.empty()) return {};
  return Error{ErrorKind::conflict, "version_conflict", "Stock was moved while it was counted.", std::move(stale)};
}

}  // namespace

Result<WarehouseId> StockDesk::place_of(db::Tx& tx, const Adjustment& adjustment) {
  if (adjustment.warehouse) {
    if (!warehouse_rows::exists(tx, *adjustment.warehouse)) return no_such_warehouse("/warehouse_id");
    return *adjustment.warehouse;
  }
  if (const auto home = stock_rows::home_for(tx, adjustment.variant)) return *home;
  warehouse_rows::hold_all(tx);
  if (const auto home = stock_rows::home_for(tx, adjustment.variant)) return *home;
  if (warehouse_rows::count(tx) > 0) return conflict("no_open_warehouse", "All warehouses are closed.");
  const Warehouse first{.id = WarehouseId::generate(), .name = "Warehouse"};
  warehouse_rows::insert(tx, first);
  return first.id;
}

Result<StockDesk::Outcome> StockDesk::adjust(db::Tx& tx, const Adjustment& adjustment) {
  const auto place = place_of(tx, adjustment);
  if (!place) return place.error();
  const std::vector variants{adjustment.variant};
  stock_rows::add_shelves(tx, variants, *place);
  auto book = stock_rows::hold(tx, variants);
  auto done = book.adjust({adjustment.variant, *place, adjustment.delta}, Cause::adjusted, adjustment.reason);
  if (!done) return std::move(done).error();
  account(tx, "inventory.stock_adjusted", adjustment.variant, book, adjustment.reason);
  enter(tx, log_, book);
  pass(kAdjusted);
  return outcome_of(book, adjustment.variant, *place);
}

Result<StockDesk::Outcome> StockDesk::transfer(db::Tx& tx, const Transfer& transfer) {
  if (!warehouse_rows::exists(tx, transfer.from)) return no_such_warehouse("/from_warehouse_id");
  if (!warehouse_rows::exists(tx, transfer.to)) return no_such_warehouse("/to_warehouse_id");
  if (transfer.from == transfer.to) {
    return invalid({{"/to_warehouse_id", "not_allowed", "is where it comes from"}});
  }
  const std::vector variants{transfer.variant};
  stock_rows::add_shelves(tx, variants, transfer.to);
  auto book = stock_rows::hold(tx, variants);
  auto done = book.transfer(transfer.variant, transfer.from, transfer.to, transfer.quantity, transfer.reason);
  if (!done) {
    const auto* shelf = book.shelf(transfer.variant, transfer.from);
    auto lacking = std::move(done).error();
    lacking.members =
        json::to_json(Lacking{{{transfer.variant, transfer.quantity, shelf == nullptr ? 0 : shelf->available()}}});
    return lacking;
  }
  account(tx, "inventory.stock_transferred", transfer.variant, book, transfer.reason);
  enter(tx, log_, book);
  return outcome_of(book, transfer.variant, transfer.to);
}

Result<std::vector<StockDesk::Difference>> StockDesk::count(db::Tx& tx, const WarehouseId& warehouse,
                                                            const std::vector<Counted>& counts,
                                                            const std::string& reason) {
  if (!warehouse_rows::exists(tx, warehouse)) return no_such_warehouse("/warehouse_id");
  std::vector<VariantId> variants;
  for (const auto& one : counts) variants.push_back(one.variant);
  stock_rows::add_shelves(tx, variants, warehouse);
  auto book = stock_rows::hold(tx, variants);
  if (auto fresh = check_seen(book, warehouse, counts); !fresh) return std::move(fresh).error();
  std::vector<Difference> differences;
  for (const auto& one : counts) {
    const auto difference = one.counted - one.seen;
    if (difference != 0) {
      auto done = book.adjust({one.variant, warehouse, difference}, Cause::counted, reason);
      if (!done) return std::move(done).error();
      account(tx, "inventory.stock_counted", one.variant, book, reason);
    }
    differences.push_back({one.variant, one.counted, book.shelf(one.variant, warehouse)->reserved, difference});
  }
  enter(tx, log_, book);
  return differences;
}

Result<Item> StockDesk::set_policy(db::Tx& tx, const VariantId& variant, const Policy& policy,
                                   const std::function<Result<void>(std::int64_t)>& check) {
  const std::vector variants{variant};
  auto book = stock_rows::hold(tx, variants);
  const auto* before = book.find(variant);
  if (auto current = check(before == nullptr ? 0 : before->policy_version); !current) return std::move(current).error();
  if (before == nullptr) {
    stock_rows::add_homes(tx, variants);
    book = stock_rows::hold(tx, variants);
    before = book.find(variant);
  }
  const auto level = level_of(*before, book.now());
  const bool is_low = policy.low_at && level.available <= *policy.low_at;
  try {
    stock_rows::write_policy(tx, variant, policy, is_low);
  } catch (const db::Violation& violation) {
    if (violation.constraint() != "stock_is_not_oversold") throw;
    return conflict("promised_already", "More than that is promised to customers already.");
  }
  trail_.record(tx, {.action = "inventory.policy_changed",
                     .subject = variant.str(),
                     .before = json_of(before->policy),
                     .after = json_of(policy),
                     .personal = {}});
  log_.publish(tx, variant.str(),
               StockLevelChanged{.variant_id = variant,
                                 .version = before->version + 1,
                                 .on_hand = level.on_hand,
                                 .reserved = level.reserved,
                                 .available = level.available,
                                 .reason = "policy"});
  if (is_low && !before->is_low) log_.publish(tx, variant.str(), LowStock{variant, level.available, *policy.low_at});
  const auto after = stock_rows::hold(tx, variants);
  return *after.find(variant);
}

void StockDesk::account(db::Tx& tx, const std::string& action, const VariantId& variant, const StockBook& book,
                        const std::string& reason) {
  std::vector<AccountedMovement> movements;
  for (const auto& movement : book.movements()) {
    if (movement.variant == variant) movements.push_back({movement.warehouse, movement.on_hand, reason});
  }
  trail_.record(
      tx,
      {.action = action, .subject = variant.str(), .before = "", .after = json::to_json(movements), .personal = {}});
}

}  // namespace kontor::inventory
