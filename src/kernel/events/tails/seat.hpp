#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernel/events/tails.hpp"

namespace kontor::events {

// A listener, shared by its subscription and the tails' thread.
class Tails::Subscription::Seat {
 public:
  Seat(std::vector<std::string> topics, Listener listener)
      : topics_(std::move(topics)), listener_(std::move(listener)) {}

  const std::vector<std::string>& topics() const { return topics_; }
  bool listens_to(std::string_view topic) const;
  bool ended() const { return ended_; }

  // On the tails' thread. What the listener throws comes out.
  void gap();
  void event(const Event& event);

  // No call begins any more; waits for the one that is under way, unless it is the one that ends us.
  void end();

  // The listener has to be told of a gap before its next event; of the tails' thread.
  bool gap_is_due = true;

 private:
  template <class Call>
  void call(Call call);

  const std::vector<std::string> topics_;
  Listener listener_;
  std::atomic<bool> ended_{false};
  std::atomic<std::thread::id> caller_{};
  std::mutex calling_;
};

}  // namespace kontor::events
