#include "kernel/db/session/attempts.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "kernel/core/random.hpp"

namespace kontor::db {

bool Attempts::again_after_collision() {
  if (left_-- <= 0) return false;
  const auto most_us = std::uint64_t{4000} << std::min(collisions_++, 6);
  std::this_thread::sleep_for(std::chrono::microseconds(most_us / 4 + random_u64() % most_us));
  return true;
}

Error contention() {
  return {ErrorKind::unavailable, "contention", "Too many changes of the same data at once; please try again."};
}

Error timed_out() {
  return {ErrorKind::unavailable, "database_timeout", "The database took too long; please try again."};
}

Error commit_unknown() {
  return {ErrorKind::unavailable, "commit_unknown", "Whether the change was made is not known."};
}

}  // namespace kontor::db
