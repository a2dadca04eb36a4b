#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/result.hpp"

namespace kontor::inventory {

// What is kept in stock has the id that it has in the catalog; inventory knows nothing else of it.
struct VariantTag {
  static constexpr std::string_view kPrefix = "variant";
};
struct WarehouseTag {
  static constexpr std::string_view kPrefix = "warehouse";
};
struct ReservationTag {
  static constexpr std::string_view kPrefix = "reservation";
};
using VariantId = Id<VariantTag>;
using WarehouseId = Id<WarehouseTag>;
using ReservationId = Id<ReservationTag>;

// Over all warehouses that are open.
struct StockLevel {
  VariantId variant_id;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t available = 0;       // on hand without what is reserved; never below zero
  std::int64_t may_be_ordered = 0;  // available, and what the policy allows to be backordered or preordered
};

// Stock as other modules see it. Reads only, so every call may be repeated; each blocks for one query.
class Inventory {
 public:
  virtual ~Inventory() = default;

  // In the order asked; what no warehouse keeps has zeros. At most 500 at once.
  virtual Result<std::vector<StockLevel>> stock(std::span<const VariantId> ids) const = 0;
};

}  // namespace kontor::inventory
