#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "modules/inventory/api/inventory.hpp"

// What inventory obeys and what it publishes. Whoever commands chooses a `reference`: it names the reservation in all
// that follows, and is the key of these messages. Each command may come again and changes nothing then; its answer is
// published again.
namespace kontor::inventory {

inline constexpr events::Topic kInventoryCommands{"inventory-commands", events::Topic::Kind::commands};
inline constexpr events::Topic kInventoryEvents{"inventory-events"};

struct StockLine {
  VariantId variant_id;
  std::int64_t quantity = 0;

  static void rules(json::Rules<StockLine>& rule) { rule(&StockLine::quantity).at_least(1); }
};
KONTOR_DESCRIBE(StockLine, variant_id, quantity)

// Part of a line, from one warehouse.
struct Allocation {
  VariantId variant_id;
  WarehouseId warehouse_id;
  std::int64_t quantity = 0;
};
KONTOR_DESCRIBE(Allocation, variant_id, warehouse_id, quantity)

// All lines or none: answered by StockReserved or ReservationFailed. Lines of one variant are added up.
struct ReserveStock {
  static constexpr events::MessageType kMessage{"inventory.reserve_stock", 1, kInventoryCommands, "reservation"};

  Uuid reference;
  std::vector<StockLine> lines;
  std::int64_t hold_seconds = 0;  // 0: as the settings say
};
KONTOR_DESCRIBE(ReserveStock, reference, lines, hold_seconds)

// Held until then at least. Answered by ReservationExtended, or by ReservationFailed where it has ended meanwhile.
struct ExtendReservation {
  static constexpr events::MessageType kMessage{"inventory.extend_reservation", 1, kInventoryCommands, "reservation"};

  Uuid reference;
  Timestamp until;
};
KONTOR_DESCRIBE(ExtendReservation, reference, until)

// What is still reserved is free again: answered by StockReleased, also where nothing was reserved. A ReserveStock of
// this reference that comes later fails.
struct ReleaseStock {
  static constexpr events::MessageType kMessage{"inventory.release_stock", 1, kInventoryCommands, "reservation"};

  Uuid reference;
  std::string reason;
};
KONTOR_DESCRIBE(ReleaseStock, reference, reason)

// What is reserved leaves the house with this parcel: answered by StockCommitted. No lines: all that is reserved.
struct CommitStock {
  static constexpr events::MessageType kMessage{"inventory.commit_stock", 1, kInventoryCommands, "reservation"};

  Uuid reference;
  Uuid parcel;  // each is committed once
  std::vector<StockLine> lines;
};
KONTOR_DESCRIBE(CommitStock, reference, parcel, lines)

// What came back is on hand again, in the warehouse with the highest priority that keeps it: answered by
// StockRestocked. Each `return_id` counts once.
struct RestockReturn {
  static constexpr events::MessageType kMessage{"inventory.restock_return", 1, kInventoryCommands, "reservation"};

  Uuid reference;
  Uuid return_id;
  std::vector<StockLine> lines;
};
KONTOR_DESCRIBE(RestockReturn, reference, return_id, lines)

struct StockReserved {
  static constexpr events::MessageType kMessage{"inventory.stock_reserved", 1, kInventoryEvents, "reservation"};

  Uuid reference;
  ReservationId reservation_id;
  std::vector<Allocation> allocations;
  Timestamp expires_at;
};
KONTOR_DESCRIBE(StockReserved, reference, reservation_id, allocations, expires_at)

struct ReservationExtended {
  static constexpr events::MessageType kMessage{"inventory.reservation_extended", 1, kInventoryEvents, "reservation"};

  Uuid reference;
  Timestamp expires_at;
};
KONTOR_DESCRIBE(ReservationExtended, reference, expires_at)

struct Shortage {
  VariantId variant_id;
  std::int64_t requested = 0;
  std::int64_t available = 0;
};
KONTOR_DESCRIBE(Shortage, variant_id, requested, available)

struct ReservationFailed {
  static constexpr events::MessageType kMessage{"inventory.reservation_failed", 1, kInventoryEvents, "reservation"};

  Uuid reference;
  std::string reason;  // insufficient_stock, ended, invalid
  std::vector<Shortage> lines;
};
KONTOR_DESCRIBE(ReservationFailed, reference, reason, lines)

struct StockReleased {
  static constexpr events::MessageType kMessage{"inventory.stock_released", 1, kInventoryEvents, "reservation"};

  Uuid reference;
  std::string reason;  // as it was commanded, or expired
  std::vector<Allocation> allocations;
};
KONTOR_DESCRIBE(StockReleased, reference, reason, allocations)

struct StockCommitted {
  static constexpr events::MessageType kMessage{"inventory.stock_committed", 1, kInventoryEvents, "reservation"};

  Uuid reference;
  Uuid parcel;
  std::vector<Allocation> allocations;
};
KONTOR_DESCRIBE(StockCommitted, reference, parcel, allocations)

struct StockRestocked {
  static constexpr events::MessageType kMessage{"inventory.stock_restocked", 1, kInventoryEvents, "reservation"};

  Uuid reference;
  Uuid return_id;
  std::vector<Allocation> allocations;
};
KONTOR_DESCRIBE(StockRestocked, reference, return_id, allocations)

// Of the two that follow the key is the variant's id. `version` grows with each change of the variant's stock.
struct StockLevelChanged {
  static constexpr events::MessageType kMessage{"inventory.stock_level_changed", 1, kInventoryEvents, "stock"};

  VariantId variant_id;
  std::int64_t version = 0;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
  std::int64_t available = 0;
  std::string reason;  // reserved, released, committed, restocked, adjusted, transferred, counted, policy
};
KONTOR_DESCRIBE(StockLevelChanged, variant_id, version, on_hand, reserved, available, reason)

// Fell to its threshold or below.
struct LowStock {
  static constexpr events::MessageType kMessage{"inventory.low_stock", 1, kInventoryEvents, "stock"};

  VariantId variant_id;
  std::int64_t available = 0;
  std::int64_t threshold = 0;
};
KONTOR_DESCRIBE(LowStock, variant_id, available, threshold)

// Opened, closed, or anything else that staff say of it. Where one opens or closes, the levels of all that it keeps
// change, and that is not told one by one.
struct WarehouseChanged {
  static constexpr events::MessageType kMessage{"inventory.warehouse_changed", 1, kInventoryEvents, "warehouse"};

  WarehouseId warehouse_id;
  std::int64_t version = 0;
  std::string name;
  std::int64_t priority = 1;  // 1 is asked first
  bool is_open = true;
};
KONTOR_DESCRIBE(WarehouseChanged, warehouse_id, version, name, priority, is_open)

}  // namespace kontor::inventory
