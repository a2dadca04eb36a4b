#include "modules/shipping/domain/shipment.hpp"

#include <algorithm>
#include <array>

namespace kontor::shipping {

namespace {

using enum ShipmentStatus;

constexpr std::array<std::string_view, 8> kNames{"created",   "packed", "dispatched", "in_transit",
                                                 "delivered", "failed", "returned",   "cancelled"};

bool is_one_of(ShipmentStatus status, std::initializer_list<ShipmentStatus> several) {
  return std::ranges::find(several, status) != several.end();
}

}  // namespace

std::string_view name_of(ShipmentStatus status) {
  return kNames[static_cast<std::size_t>(status)];
}

bool may_become(ShipmentStatus from, ShipmentStatus to) {
  switch (from) {
    case created:
      return is_one_of(to, {packed, dispatched, failed, cancelled});
    case packed:
      return is_one_of(to, {dispatched, failed, cancelled});
    case dispatched:
      return is_one_of(to, {in_transit, delivered, failed, returned});
    case in_transit:
      return is_one_of(to, {delivered, failed, returned});
    case delivered:
    case failed:
      return to == returned;
    case returned:
    case cancelled:
      return false;
  }
  return false;
}

bool may_be_moved(ShipmentStatus from, ShipmentStatus to) {
  if (!is_on_the_way(to)) return false;
  return may_become(from, to) || is_one_of(from, {created, packed});
}

bool is_on_the_way(ShipmentStatus status) {
  return !is_one_of(status, {created, packed, cancelled});
}

bool is_over(ShipmentStatus status) {
  return is_one_of(status, {delivered, failed, returned, cancelled});
}

Result<Split> split(std::span<const PackedItem> items, std::span<const ItemShare> shares) {
  Split parts{{items.begin(), items.end()}, {}};
  std::vector<FieldProblem> problems;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto pointer = "/items/" + std::to_string(i);
    const auto item = std::ranges::find(parts.kept, shares[i].line_id, &PackedItem::line_id);
    if (item == parts.kept.end()) {
      problems.push_back({pointer + "/line_id", "unknown", "the shipment has no such line"});
    } else if (shares[i].quantity < 1 || shares[i].quantity > item->quantity) {
      problems.push_back({pointer + "/quantity", "range", "the shipment has not so many of it"});
    } else {
      parts.taken.push_back(*item);
      parts.taken.back().quantity = shares[i].quantity;
      item->quantity -= shares[i].quantity;
    }
  }
  if (!problems.empty()) return invalid(std::move(problems));
  std::erase_if(parts.kept, [](const PackedItem& item) { return item.quantity == 0; });
  if (parts.kept.empty()) return Error{ErrorKind::invalid, "nothing_left", "Something has to stay in the shipment."};
  return parts;
}

}  // namespace kontor::shipping
