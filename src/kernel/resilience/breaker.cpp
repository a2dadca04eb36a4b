#include "kernel/resilience/breaker.hpp"

namespace kontor::resilience {

Breaker::Breaker(int failures_to_open, std::chrono::nanoseconds open_for)
    : failures_to_open_(failures_to_open), open_for_(open_for) {}

void Breaker::enter(State state) {
  state_ = state;
  failures_ = 0;
  probing_ = false;
  ++era_;
}

std::optional<Breaker::Pass> Breaker::admit(TimePoint now) {
  if (state_ == State::open && now >= open_until_) enter(State::half_open);
  if (state_ == State::open || probing_) return std::nullopt;
  probing_ = state_ == State::half_open;
  return Pass{era_};
}

void Breaker::succeeded(Pass pass) {
  if (pass.era != era_) return;
  failures_ = 0;
  if (state_ == State::half_open) enter(State::closed);
}

void Breaker::failed(Pass pass, TimePoint now) {
  if (pass.era != era_) return;
  if (state_ == State::closed && ++failures_ < failures_to_open_) return;
  enter(State::open);
  open_until_ = now + open_for_;
}

void Breaker::abandoned(Pass pass) {
  if (pass.era == era_) probing_ = false;
}

}  // namespace kontor::resilience
