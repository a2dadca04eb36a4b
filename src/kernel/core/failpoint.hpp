#pragma once

#include <stdexcept>
#include <string_view>

#include "kernel/core/result.hpp"

// Named places where a test can make the program end, fail or hang. They are compiled in and off by default; each part
// declares its own as constants and lists them:
//
//   inline constexpr Failpoint kBeforeCommit{"db.before_commit", "the statements are queued, COMMIT is not sent"};
//   pass(kBeforeCommit);
namespace kontor {

struct Failpoint {
  std::string_view name;
  std::string_view place;  // for people
};

// What `fail` throws.
class FailpointHit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace failpoints {

// Arms by a plan: `name=exit`, `name=fail@3` (at the third pass, once), `name=hang`, several separated by commas.
// `exit` is as kill -9; `hang` waits until `disarm`, `hang:5` at most five seconds. Names are not checked here.
// A plan that cannot be read arms nothing.
Result<void> arm(std::string_view plan);
void disarm();

}  // namespace failpoints

// Costs one relaxed load while nothing is armed. Safe from any thread.
void pass(const Failpoint& point);

}  // namespace kontor
