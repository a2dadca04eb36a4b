#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/resilience/call_policy.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::resilience {

// Whether a call has one effect however often it is made.
enum class Repeatable { no, yes };

// What a guard takes from the world; a test gives its own.
struct Surroundings {
  static Surroundings real();

  std::function<void(std::chrono::nanoseconds)> sleep;
  std::function<std::uint64_t()> random;
};

// Stands before the calls of one dependency: timeout → breaker → retry → bulkhead.
//
// A call as a whole has the policy's timeout, or what is left of the caller's deadline. The breaker judges it by its
// end; while it is open calls fail at once. A try that failed with an error that may be retried is made again when the
// call is repeatable, after a pause with full jitter, while the budget for retries and the time allow it and the
// breaker is closed: a probe is one try. Each try, but no pause, holds one of the places of the bulkhead; a call that
// finds it full fails at once. Nothing else is retried: what the caller must act on is the caller's.
//
// An exception of a call counts as a failure and goes through. Safe from any thread.
class Guard {
 public:
  // `name` is the dependency as people call it; it labels the metrics and stands in errors.
  Guard(std::string name, const CallPolicy& policy, const Clock& clock, telemetry::Metrics& metrics,
        Surroundings surroundings = Surroundings::real());
  ~Guard();

  // Blocks, also between tries, until the deadline at the longest. `call` takes the Deadline of one try and returns a
  // Result; the answer is that of the last try. Where no try was made it is `unavailable`.
  template <class Call>
  std::invoke_result_t<Call&, Deadline> run(Deadline deadline, Repeatable repeatable, Call call) {
    std::optional<std::invoke_result_t<Call&, Deadline>> last;
    auto refusal = drive(deadline, repeatable, [&](Deadline until) -> const Error* {
      last.emplace(call(until));
      return last->ok() ? nullptr : &last->error();
    });
    if (refusal) return *std::move(refusal);
    return *std::move(last);
  }

 private:
  class Impl;
  // Null: it went well.
  using Try = std::function<const Error*(Deadline)>;
  // The guard's own error where no try was made.
  std::optional<Error> drive(Deadline deadline, Repeatable repeatable, const Try& attempt);

  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::resilience
