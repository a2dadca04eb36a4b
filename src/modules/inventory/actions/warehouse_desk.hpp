#pragma once

#include <functional>
#include <optional>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/inventory/store/warehouse_rows.hpp"

namespace kontor::inventory {

// The warehouses as staff manage them: told in the log, accounted for in the audit. None is ever removed, because stock
// and its history name it; one that is not used any more is closed: nothing is reserved there, and it does not count.
class WarehouseDesk {
 public:
  WarehouseDesk(events::Log& log, audit::Trail trail) : log_(log), trail_(trail) {}

  // `conflict` with code too_many_warehouses.
  Result<Warehouse> create(db::Tx& tx, Warehouse draft);

  struct Changes {
    std::optional<std::string> name = {};
    std::optional<int> priority = {};
    std::optional<bool> is_open = {};
    std::optional<postal::Address> address = {};
  };
  // `check` is asked about the version.
  Result<Warehouse> change(db::Tx& tx, const WarehouseId& id, const Changes& changes,
                           const std::function<Result<void>(std::int64_t)>& check);

 private:
  void tell(db::Tx& tx, const Warehouse* before, const Warehouse& after);

  events::Log& log_;
  audit::Trail trail_;
};

}  // namespace kontor::inventory
