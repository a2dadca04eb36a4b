#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "modules/inventory/api/inventory.hpp"

// What stock is made of. Values only.
namespace kontor::inventory {

// Larger than any shop's stock, and so small that sums of many stay far from overflowing.
inline constexpr std::int64_t kMostUnits = 1'000'000'000;

struct Line {
  VariantId variant;
  std::int64_t quantity = 0;
};

struct Portion {
  VariantId variant;
  WarehouseId warehouse;
  std::int64_t quantity = 0;

  bool operator==(const Portion&) const = default;
};

struct Lack {
  VariantId variant;
  std::int64_t requested = 0;
  std::int64_t available = 0;

  bool operator==(const Lack&) const = default;
};

// What may be promised of a variant beyond what is on hand.
enum class PolicyKind {
  none,
  backorder,  // up to the limit
  preorder,   // up to the limit, until it is available
};

struct Policy {
  PolicyKind kind = PolicyKind::none;
  std::int64_t limit = 0;
  std::optional<Timestamp> available_on = {};  // when more is expected
  std::optional<std::int64_t> low_at = {};     // few, where no more than so many are available

  bool promises_beyond(Timestamp now) const {
    return kind == PolicyKind::backorder || (kind == PolicyKind::preorder && available_on && now < *available_on);
  }
  bool operator==(const Policy&) const = default;
};

// A variant's stock in one warehouse.
struct Shelf {
  WarehouseId warehouse;
  int priority = 1;  // 1 is asked first
  bool is_open = true;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t backorder_limit = 0;  // what may be reserved here beyond what is on hand

  std::int64_t available() const { return on_hand > reserved ? on_hand - reserved : 0; }
};

struct Item {
  VariantId variant;
  std::int64_t version = 0;
  Policy policy = {};
  std::int64_t policy_version = 1;
  bool is_low = false;         // and that was told
  std::vector<Shelf> shelves;  // in the order in which they are asked
};

// Over the warehouses that are open.
StockLevel level_of(const Item& item, Timestamp now);

enum class Cause { reserved, released, committed, restocked, adjusted, transferred, counted };
std::string_view to_string(Cause cause);

struct Movement {
  VariantId variant;
  WarehouseId warehouse;
  std::int64_t on_hand = 0;  // by how much it changed
  std::int64_t reserved = 0;
  Cause cause = Cause::adjusted;
  std::optional<Uuid> reference = {};  // of the reservation
  std::string note = {};
};

}  // namespace kontor::inventory
