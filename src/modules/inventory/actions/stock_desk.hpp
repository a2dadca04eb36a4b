#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/domain/stock_book.hpp"

namespace kontor::inventory {

// What a problem with code insufficient_stock says beside it.
struct Lacking {
  std::vector<Shortage> lines;
};
KONTOR_DESCRIBE(Lacking, lines)

// What people do to stock by hand. Each is told in the log and accounted for in the audit.
class StockDesk {
 public:
  StockDesk(events::Log& log, audit::Trail trail) : log_(log), trail_(trail) {}

  // A shelf as it is afterwards, and the variant over all of them.
  struct Outcome {
    Shelf shelf;
    StockLevel level;
  };

  struct Adjustment {
    VariantId variant;
    std::int64_t delta = 0;
    std::string reason;
    std::optional<WarehouseId> warehouse = {};  // nothing: the first open one that keeps it, or else the first open one
  };
  // A shop without any warehouse gets its first one with its first stock. `invalid` for a warehouse that is not there,
  // `conflict` with code below_reserved or no_open_warehouse.
  Result<Outcome> adjust(db::Tx& tx, const Adjustment& adjustment);

  struct Transfer {
    VariantId variant;
    WarehouseId from;
    WarehouseId to;
    std::int64_t quantity = 0;
    std::string reason;
  };
  // Of what is not reserved: `conflict` with code insufficient_stock. Answers with the shelf it came to.
  Result<Outcome> transfer(db::Tx& tx, const Transfer& transfer);

  struct Counted {
    VariantId variant;
    std::int64_t counted = 0;
    std::int64_t seen = 0;  // what was said to be on hand when it was counted
  };
  struct Difference {
    VariantId variant;
    std::int64_t on_hand = 0;  // now
    std::int64_t reserved = 0;
    std::int64_t difference = 0;
  };
  // All or nothing. Where something else is on hand than was seen, somebody moved it meanwhile: version_conflict,
  // naming each. `conflict` with code below_reserved.
  Result<std::vector<Difference>> count(db::Tx& tx, const WarehouseId& warehouse, const std::vector<Counted>& counts,
                                        const std::string& reason);

  // What may be promised and when it is few; `check` is asked about the version. `conflict` with code
  // promised_already where more than the limit is promised.
  Result<Item> set_policy(db::Tx& tx, const VariantId& variant, const Policy& policy,
                          const std::function<Result<void>(std::int64_t)>& check);

 private:
  Result<WarehouseId> place_of(db::Tx& tx, const Adjustment& adjustment);
  void account(db::Tx& tx, const std::string& action, const VariantId& variant, const StockBook& book,
               const std::string& reason);

  events::Log& log_;
  audit::Trail trail_;
};

}  // namespace kontor::inventory
