#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/inventory/domain/stock_book.hpp"

// inventory.item, inventory.stock and inventory.movement.
namespace kontor::inventory::stock_rows {

// Holds these variants until the transaction ends, in the order of their ids, and reads all about them. Whoever also
// holds reservations has taken those before. One round trip.
StockBook hold(db::Tx& tx, std::span<const VariantId> variants);

// What the book's movements changed: levels, versions and history, posted.
void write(db::Tx& tx, const StockBook& book);

// A shelf for each of these variants in this warehouse, where there is none yet; posted.
void add_shelves(db::Tx& tx, std::span<const VariantId> variants, const WarehouseId& warehouse);
// A shelf in the first open warehouse for those that no open warehouse keeps; posted.
void add_homes(db::Tx& tx, std::span<const VariantId> variants);
// The first open warehouse that keeps it, or else the first open one.
std::optional<WarehouseId> home_for(db::Tx& tx, const VariantId& variant);

// In the order asked; what no open warehouse keeps has zeros.
Result<std::vector<StockLevel>> levels(const db::Database& database, std::span<const VariantId> ids);

// Of one variant, unlocked; nullopt: it was never kept.
struct Seen {
  Item item;
  Timestamp now;
};
Result<std::optional<Seen>> find(const db::Database& database, const VariantId& variant);

// The variant has to be held. The limit moves to the shelf of its first open warehouse, where there is one; throws
// db::Violation where more than that is promised already.
void write_policy(db::Tx& tx, const VariantId& variant, const Policy& policy, bool is_low);

// The warehouse does not count any more, or counts again: where of the variants that it keeps something may be promised
// beyond what is on hand, the rest of that goes to their first open warehouse. Holds them.
void move_promises(db::Tx& tx, const WarehouseId& warehouse);

struct Moved {
  std::int64_t id = 0;
  Movement movement;
  std::string cause;
  std::string actor;
  Timestamp at;
};
// Newest first, below `before`; one more than `limit` where there are more.
Result<std::vector<Moved>> history(const db::Database& database, const VariantId& variant,
                                   const std::optional<WarehouseId>& warehouse, std::optional<std::int64_t> before,
                                   int limit);

struct Kept {
  VariantId variant;
  std::int64_t on_hand = 0;
  std::int64_t reserved = 0;
};
// What a warehouse keeps, by variant behind `after`; one more than `limit` where there are more.
Result<std::vector<Kept>> kept_in(const db::Database& database, const WarehouseId& warehouse,
                                  const std::optional<VariantId>& after, int limit);

}  // namespace kontor::inventory::stock_rows
