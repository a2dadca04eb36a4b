#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/jobs/errand.hpp"
#include "kernel/telemetry/origin.hpp"

namespace kontor::jobs {

struct TakenErrand {
  Errand errand;
  telemetry::Origin origin;  // of who recorded it
  std::string traceparent;
};

// Counted from before the lease begins, and with a fifth of it left for writing down the outcome.
inline Deadline attempt_deadline(std::chrono::seconds lease) {
  return Deadline::after(lease * 4 / 5);
}

// The statements of jobs.errand for those who perform them. Errors as of Database::transact.
class ErrandRows {
 public:
  ErrandRows(db::Database jobs, std::chrono::seconds lease, std::string holder);

  struct Room {
    std::vector<std::string> kinds;
    std::vector<std::int64_t> places;  // for each kind
  };
  struct Look {
    std::vector<TakenErrand> taken;
    // Where nothing was: until one of these kinds is due or a lease ends; nullopt: nothing waits.
    std::optional<std::chrono::milliseconds> until_due;
  };
  // Leases what has been due for longest of each kind, as much as there is room for.
  Result<Look> take_due(const Room& room);

  // Ends the leases of holders that are gone, and of those that had our name before we began. How many.
  Result<std::uint64_t> release_of(const std::function<bool(std::string_view holder)>& is_gone, Timestamp we_began);

  struct Postponed {
    std::chrono::milliseconds delay;
    bool failed;  // known to have done nothing
    bool in_doubt;
  };
  // Nothing happens when the fence does not hold any more.
  Result<void> postpone(const Errand& errand, const Postponed& how, const Error& error);

  // Both run in a transaction of the errand's module. Settling travels with the first query: where the fence does not
  // hold any more, the transaction fails with a Violation that is_lost(). Giving up says it: false.
  static void settle(db::Tx& tx, const Errand& errand);
  static bool is_lost(const db::Violation& violation);
  static bool give_up(db::Tx& tx, const Errand& errand, const Error& error);

  struct Backlog {
    std::string kind;
    std::int64_t waiting = 0;
    std::int64_t failed = 0;
    std::int64_t oldest_seconds = 0;  // since the oldest that waits was recorded
  };
  Result<std::vector<Backlog>> backlogs(const std::vector<std::string>& kinds) const;
  // Forgets errands that were settled so long ago, a bounded number.
  Result<void> trim(std::chrono::hours retention);

 private:
  db::Database jobs_;
  std::chrono::seconds lease_;
  std::string holder_;
};

}  // namespace kontor::jobs
