#include "modules/inventory/domain/stock_book.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::inventory {

namespace {

// What may be reserved here, all in all.
std::int64_t may_be_ordered(const Shelf& shelf, bool beyond) {
  return std::max<std::int64_t>(0, shelf.on_hand + (beyond ? shelf.backorder_limit : 0) - shelf.reserved);
}

// From the shelves of an item in their order, first of what is on hand, then of what may be promised.
std::vector<Portion> spread(const Item& item, std::int64_t quantity, bool beyond) {
  std::vector<Portion> portions;
  for (const auto& shelf : item.shelves) {
    if (!shelf.is_open) continue;
    const auto taken = std::min(quantity, shelf.available());
    portions.push_back({item.variant, shelf.warehouse, taken});
    quantity -= taken;
  }
  std::size_t at = 0;
  for (const auto& shelf : item.shelves) {
    if (!shelf.is_open) continue;
    auto& portion = portions[at++];
    const auto promised = std::min(quantity, may_be_ordered(shelf, beyond) - portion.quantity);
    portion.quantity += promised;
    quantity -= promised;
  }
  std::erase_if(portions, [](const Portion& portion) { return portion.quantity == 0; });
  return portions;
}

Error below_reserved() {
  return conflict("below_reserved", "Fewer would be on hand than are reserved.");
}

}  // namespace

StockLevel level_of(const Item& item, Timestamp now) {
  StockLevel level{.variant_id = item.variant};
  const bool beyond = item.policy.promises_beyond(now);
  for (const auto& shelf : item.shelves) {
    if (!shelf.is_open) continue;
    level.on_hand += shelf.on_hand;
    level.reserved += shelf.reserved;
    level.available += shelf.available();
    level.may_be_ordered += may_be_ordered(shelf, beyond);
  }
  return level;
}

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::reserved:
      return "reserved";
    case Cause::released:
      return "released";
    case Cause::committed:
      return "committed";
    case Cause::restocked:
      return "restocked";
    case Cause::adjusted:
      return "adjusted";
    case Cause::transferred:
      return "transferred";
    case Cause::counted:
      return "counted";
  }
  return "";
}

std::vector<Line> added_up(std::span<const Line> lines) {
  std::map<VariantId, std::int64_t> totals;
  for (const auto& line : lines) totals[line.variant] += line.quantity;
  std::vector<Line> sums;
  for (const auto& [variant, quantity] : totals) sums.push_back({variant, quantity});
  return sums;
}

StockBook::StockBook(std::vector<Item> items, Timestamp now) : now_(now) {
  for (auto& item : items) items_.emplace(item.variant, std::move(item));
}

const Item* StockBook::find(const VariantId& variant) const {
  const auto found = items_.find(variant);
  return found == items_.end() ? nullptr : &found->second;
}

Item* StockBook::item(const VariantId& variant) {
  const auto found = items_.find(variant);
  return found == items_.end() ? nullptr : &found->second;
}

const Shelf* StockBook::shelf(const VariantId& variant, const WarehouseId& warehouse) const {
  const auto* item = find(variant);
  if (item == nullptr) return nullptr;
  const auto found = std::ranges::find(item->shelves, warehouse, &Shelf::warehouse);
  return found == item->shelves.end() ? nullptr : &*found;
}

const Shelf* StockBook::home_of(const VariantId& variant) const {
  const auto* item = find(variant);
  if (item == nullptr) return nullptr;
  const auto found = std::ranges::find_if(item->shelves, &Shelf::is_open);
  return found == item->shelves.end() ? nullptr : &*found;
}

std::variant<std::vector<Portion>, std::vector<Lack>> StockBook::reserve(std::span<const Line> lines,
                                                                         const Uuid& reference) {
  std::vector<Portion> portions;
  std::vector<Lack> lacks;
  for (const auto& [variant, quantity] : added_up(lines)) {
    const auto* item = find(variant);
    const auto most = item == nullptr ? 0 : level_of(*item, now_).may_be_ordered;
    if (most < quantity) {
      lacks.push_back({variant, quantity, most});
    } else {
      const auto spread_out = spread(*item, quantity, item->policy.promises_beyond(now_));
      portions.insert(portions.end(), spread_out.begin(), spread_out.end());
    }
  }
  if (!lacks.empty()) return lacks;
  for (const auto& [variant, warehouse, quantity] : portions) {
    move({variant, warehouse, 0, quantity, Cause::reserved, reference});
  }
  return portions;
}

void StockBook::release(std::span<const Portion> portions, const Uuid& reference, const std::string& note) {
  for (const auto& [variant, warehouse, quantity] : portions) {
    move({variant, warehouse, 0, -quantity, Cause::released, reference, note});
  }
}

std::vector<Lack> StockBook::commit(std::span<const Portion> portions, const Uuid& reference, const std::string& note) {
  std::vector<Lack> lacks;
  for (const auto& [variant, warehouse, quantity] : portions) {
    const auto* from = shelf(variant, warehouse);
    const auto on_hand = from == nullptr ? 0 : from->on_hand;
    if (on_hand < quantity) lacks.push_back({variant, quantity, on_hand});
  }
  if (!lacks.empty()) return lacks;
  for (const auto& [variant, warehouse, quantity] : portions) {
    move({variant, warehouse, -quantity, -quantity, Cause::committed, reference, note});
  }
  return {};
}

void StockBook::restock(const Portion& portion, const Uuid& reference, const std::string& note) {
  move({portion.variant, portion.warehouse, portion.quantity, 0, Cause::restocked, reference, note});
}

Result<void> StockBook::adjust(const Portion& delta, Cause cause, const std::string& note) {
  const auto* at = shelf(delta.variant, delta.warehouse);
  KONTOR_CHECK(at != nullptr, "what is adjusted has its shelf");
  const auto fresh = at->on_hand + delta.quantity;
  if (fresh < 0 || (delta.quantity < 0 && fresh < at->reserved)) return below_reserved();
  if (fresh > kMostUnits) return invalid({{"/delta", "range", "leaves more on hand than any shop has"}});
  move({delta.variant, delta.warehouse, delta.quantity, 0, cause, std::nullopt, note});
  return {};
}

Result<void> StockBook::transfer(const VariantId& variant, const WarehouseId& from, const WarehouseId& to,
                                 std::int64_t quantity, const std::string& note) {
  const auto* source = shelf(variant, from);
  if (source == nullptr || source->available() < quantity) {
    return conflict("insufficient_stock", "So many are not free in that warehouse.");
  }
  move({variant, from, -quantity, 0, Cause::transferred, std::nullopt, note});
  move({variant, to, quantity, 0, Cause::transferred, std::nullopt, note});
  return {};
}

void StockBook::move(Movement movement) {
  auto* moved = item(movement.variant);
  KONTOR_CHECK(moved != nullptr, "what moves is in the book");
  const auto at = std::ranges::find(moved->shelves, movement.warehouse, &Shelf::warehouse);
  KONTOR_CHECK(at != moved->shelves.end(), "what moves has its shelf");
  at->on_hand += movement.on_hand;
  at->reserved += movement.reserved;
  last_[movement.variant] = movement.cause;
  movements_.push_back(std::move(movement));
}

std::vector<StockBook::Touched> StockBook::touched() const {
  std::vector<Touched> all;
  for (const auto& [variant, cause] : last_) {
    const auto& item = items_.at(variant);
    const auto level = level_of(item, now_);
    const bool is_low = item.policy.low_at && level.available <= *item.policy.low_at;
    all.push_back({&item, level, cause, is_low, is_low && !item.is_low});
  }
  return all;
}

}  // namespace kontor::inventory
