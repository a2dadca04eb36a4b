#pragma once

#include <map>
#include <span>
#include <variant>
#include <vector>

#include "kernel/core/result.hpp"
#include "modules/inventory/domain/stock.hpp"

namespace kontor::inventory {

// The stock of some variants, and what becomes of it: all rules of what may be promised, taken and counted. Whoever
// made the book holds these variants, writes its movements, and tells what was touched. What is refused changes
// nothing.
class StockBook {
 public:
  StockBook(std::vector<Item> items, Timestamp now);

  Timestamp now() const { return now_; }
  // nullptr: none of it was ever kept.
  const Item* find(const VariantId& variant) const;
  const Shelf* shelf(const VariantId& variant, const WarehouseId& warehouse) const;

  // All lines or none; lines of one variant are added up. What is on hand is taken from the warehouses in their order,
  // what is missing then is promised where the policy allows it.
  std::variant<std::vector<Portion>, std::vector<Lack>> reserve(std::span<const Line> lines, const Uuid& reference);
  // These were reserved, and are free again.
  void release(std::span<const Portion> portions, const Uuid& reference, const std::string& note);
  // These were reserved, and leave the house. Refused with what is not on hand, because it was only promised.
  std::vector<Lack> commit(std::span<const Portion> portions, const Uuid& reference, const std::string& note);
  // Where a unit of this variant that comes back is put: the first open warehouse that keeps it. nullptr: none does.
  const Shelf* home_of(const VariantId& variant) const;
  void restock(const Portion& portion, const Uuid& reference, const std::string& note);

  // By hand. `conflict` with code below_reserved where fewer would be on hand than are reserved, or fewer than none.
  // There has to be such a shelf.
  Result<void> adjust(const Portion& delta, Cause cause, const std::string& note);
  // `conflict` with code insufficient_stock where so many are not free at the first.
  Result<void> transfer(const VariantId& variant, const WarehouseId& from, const WarehouseId& to, std::int64_t quantity,
                        const std::string& note);

  const std::vector<Movement>& movements() const { return movements_; }

  struct Touched {
    const Item* item;
    StockLevel level;
    Cause last;             // why it was changed last
    bool is_low = false;    // now
    bool fell_low = false;  // and was not before
  };
  // In the order of their ids.
  std::vector<Touched> touched() const;

 private:
  Item* item(const VariantId& variant);
  void move(Movement movement);

  std::map<VariantId, Item> items_;
  std::map<VariantId, Cause> last_;
  std::vector<Movement> movements_;
  Timestamp now_;
};

// Sorted by variant, those of one variant added up.
std::vector<Line> added_up(std::span<const Line> lines);

}  // namespace kontor::inventory
