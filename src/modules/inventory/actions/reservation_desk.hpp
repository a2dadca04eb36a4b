#pragma once

#include <string>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/inventory/domain/reservation_book.hpp"

namespace kontor::inventory {

// What staff do to a reservation that somebody holds: its holder hears of it as of an answer. `not_found`; `conflict`
// with code reservation_ended.
class ReservationDesk {
 public:
  ReservationDesk(events::Log& log, audit::Trail trail) : log_(log), trail_(trail) {}

  Result<void> release(db::Tx& tx, const ReservationId& id, const std::string& reason);
  // Held until then at least.
  Result<void> extend(db::Tx& tx, const ReservationId& id, Timestamp until);

 private:
  template <class Act>
  Result<void> act(db::Tx& tx, const ReservationId& id, const std::string& action, Act act);

  events::Log& log_;
  audit::Trail trail_;
};

}  // namespace kontor::inventory
