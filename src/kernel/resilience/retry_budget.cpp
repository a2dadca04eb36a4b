#include "kernel/resilience/retry_budget.hpp"

#include <algorithm>

namespace kontor::resilience {

RetryBudget::RetryBudget(double per_call, double per_second, double most_saved)
    : per_call_(per_call), per_second_(per_second), most_saved_(most_saved), left_(most_saved) {}

void RetryBudget::called(TimePoint now) {
  refill(now);
  earn(per_call_);
}

bool RetryBudget::take(TimePoint now) {
  refill(now);
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

void RetryBudget::earn(double retries) {
  left_ = std::min(most_saved_, left_ + retries);
}

void RetryBudget::refill(TimePoint now) {
  if (now <= refilled_) return;
  earn(per_second_ * std::chrono::duration<double>(now - refilled_).count());
  refilled_ = now;
}

}  // namespace kontor::resilience
