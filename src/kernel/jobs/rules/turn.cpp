#include "kernel/jobs/rules/turn.hpp"

namespace kontor::jobs {

Turn turn_of(const Due& due, Missed missed, std::chrono::seconds late) {
  if (due.running_for) return {due.running_for, false, true};
  const bool planned = due.next_at && *due.next_at <= due.now;
  if (!planned) return {due.asked_at, false, false};
  const bool too_late = missed == Missed::skip && due.now - *due.next_at > late;
  return {too_late ? due.asked_at : due.next_at, true, false};
}

Timestamp next_of_interval(std::chrono::seconds interval, Timestamp anchor, Timestamp now) {
  if (anchor > now) return anchor;
  return anchor + ((now - anchor) / interval + 1) * interval;
}

}  // namespace kontor::jobs
