#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace kontor::resilience {

// Stops calling what does not answer. Closed until so many calls in a row have failed; then open for a while, in which
// no call is made; then half-open: one call, the probe, decides between closed and open.
//
// A call that ends after the state has changed says nothing about the state that is now. Not safe from several threads.
class Breaker {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  enum class State { closed, half_open, open };
  // The permission for one call, to be given back by exactly one of succeeded, failed and abandoned.
  struct Pass {
    std::uint64_t era;
  };

  Breaker(int failures_to_open, std::chrono::nanoseconds open_for);

  // nullopt: no call may be made now.
  std::optional<Pass> admit(TimePoint now);
  void succeeded(Pass pass);
  void failed(Pass pass, TimePoint now);
  // The call was not made after all, or says nothing about the other side.
  void abandoned(Pass pass);

  State state() const { return state_; }

 private:
  void enter(State state);

  int failures_to_open_;
  std::chrono::nanoseconds open_for_;
  State state_ = State::closed;
  std::uint64_t era_ = 0;  // grows with each change of the state
  int failures_ = 0;       // in a row
  bool probing_ = false;
  TimePoint open_until_{};
};

}  // namespace kontor::resilience
