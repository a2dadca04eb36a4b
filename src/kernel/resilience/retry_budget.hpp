#pragma once

#include <chrono>

namespace kontor::resilience {

// How many retries there may be, so that they never multiply the load of a server in trouble: a share of the calls,
// and a few a second besides for who calls seldom. What is not used is saved up to a bound; it starts full.
// Not safe from several threads.
class RetryBudget {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  RetryBudget(double per_call, double per_second, double most_saved);

  void called(TimePoint now);
  // Whether there may be one more retry, which is then taken.
  bool take(TimePoint now);
  double left() const { return left_; }

 private:
  void earn(double retries);
  void refill(TimePoint now);

  double per_call_;
  double per_second_;
  double most_saved_;
  double left_;
  TimePoint refilled_{};
};

}  // namespace kontor::resilience
