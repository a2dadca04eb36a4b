#pragma once

#include <utility>

#include "kernel/core/giving_way.hpp"
#include "kernel/db/session/session_pool.hpp"

namespace kontor::db {

// Whether what failed is worth another try, and the pause before it.
class Attempts {
 public:
  explicit Attempts(int allowed) : left_(allowed - 1) {}

  // After a collision: waits a random while that doubles, or says no.
  bool again_after_collision();
  // After a lost session: once, at once, because the others may be fine.
  bool again_after_loss() { return std::exchange(fresh_, false); }

 private:
  int left_;
  int collisions_ = 0;
  bool fresh_ = true;
};

Error contention();
Error timed_out();
Error commit_unknown();

// Runs `work` (Connection& → Result<…>) on a leased session, again where that is safe because nothing was committed.
// Lost infrastructure, timeouts and lasting collisions become Errors; bugs and violations stay exceptions.
template <class Work>
std::invoke_result_t<Work, Connection&> with_session(SessionPool& sessions, int allowed, Work&& work) {
  for (Attempts attempts(allowed);;) {
    try {
      auto lease = sessions.lease();
      if (!lease) return std::move(lease).error();
      const GivingWay no_more(false);  // others may wait for what the work holds
      return work(lease->connection());
    } catch (const CommitUnknown&) {
      sessions.instruments().count(FailureClass::unavailable);
      return commit_unknown();
    } catch (const Unavailable&) {
      sessions.instruments().count(FailureClass::unavailable);
      if (!attempts.again_after_loss()) return unavailable("The database cannot be reached.");
    } catch (const TimedOut&) {
      sessions.instruments().count(FailureClass::timed_out);
      return timed_out();
    } catch (const Collision&) {
      sessions.instruments().count(FailureClass::collision);
      if (!attempts.again_after_collision()) return contention();
    } catch (const Violation&) {
      sessions.instruments().count(FailureClass::violation);
      throw;
    } catch (const StatementFailed&) {
      sessions.instruments().count(FailureClass::statement);
      throw;
    }
  }
}

}  // namespace kontor::db
