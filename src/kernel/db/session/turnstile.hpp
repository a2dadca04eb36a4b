#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace kontor::db {

// How many may be inside at one time who give way to others: while `for_all` or more are inside, whoever they are, one
// of them. Who does not give way is never held up. Safe from any thread.
class Turnstile {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit Turnstile(std::size_t for_all) : for_all_(for_all) {}

  // Blocks until there is room, at most until then: false. Who is let in leaves.
  bool enter(bool gives_way, Moment until);
  void leave(bool gave_way);

 private:
  std::mutex mutex_;
  std::condition_variable left_;  // waited for by those who give way
  const std::size_t for_all_;
  std::size_t inside_ = 0;
  std::size_t giving_way_ = 0;  // of those inside
};

}  // namespace kontor::db
