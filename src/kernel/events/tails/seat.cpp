#include "kernel/events/tails/seat.hpp"

#include <algorithm>

namespace kontor::events {

bool Tails::Subscription::Seat::listens_to(std::string_view topic) const {
  return std::ranges::find(topics_, topic) != topics_.end();
}

template <class Call>
void Tails::Subscription::Seat::call(Call call) {
  const std::lock_guard lock(calling_);
  if (ended_) return;
  struct Calling {
    std::atomic<std::thread::id>& caller;
    explicit Calling(std::atomic<std::thread::id>& who) : caller(who) { caller = std::this_thread::get_id(); }
    ~Calling() { caller = std::thread::id(); }
  } const calling(caller_);
  call();
}

void Tails::Subscription::Seat::gap() {
  gap_is_due = false;
  call([this] {
    if (listener_.on_gap) listener_.on_gap();
  });
}

void Tails::Subscription::Seat::event(const Event& event) {
  call([&] {
    if (listener_.on_event) listener_.on_event(event);
  });
}

void Tails::Subscription::Seat::end() {
  ended_ = true;
  if (caller_.load() == std::this_thread::get_id()) return;
  const std::lock_guard lock(calling_);
  listener_ = {};
}

}  // namespace kontor::events
