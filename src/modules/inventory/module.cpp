#include "modules/inventory/module.hpp"

#include "modules/inventory/api/events.hpp"

namespace kontor::inventory {

std::vector<events::MessageInfo> messages() {
  return {events::describe<ReserveStock>(),
          events::describe<ExtendReservation>(),
          events::describe<ReleaseStock>(),
          events::describe<CommitStock>(),
          events::describe<RestockReturn>(),
          events::describe<StockReserved>(),
          events::describe<ReservationExtended>(),
          events::describe<ReservationFailed>(),
          events::describe<StockReleased>(),
          events::describe<StockCommitted>(),
          events::describe<StockRestocked>(),
          events::describe<StockLevelChanged>(),
          events::describe<LowStock>()};
}

}  // namespace kontor::inventory
