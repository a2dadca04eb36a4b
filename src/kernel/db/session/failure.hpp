#pragma once

#include <string>
#include <string_view>

struct pg_result;

namespace kontor::db {

// What a SQLSTATE means to the code above.
enum class FailureClass { violation, collision, timed_out, unavailable, statement };
FailureClass classify(std::string_view sqlstate);
std::string_view to_string(FailureClass failure);

// A statement that the server refused, in words that hold no value that was sent: values stand in details, in contexts
// and in the primary messages of some classes, so those are left out.
struct Failure {
  FailureClass kind;
  std::string sqlstate;
  std::string constraint;
  std::string message;
  bool ends_session = false;   // the server closes the connection
  bool outdated_plan = false;  // a kept statement whose tables changed: preparing it again helps
};
Failure failure_of(const pg_result* result);

// As the exception of db/errors.hpp.
[[noreturn]] void raise(const Failure& failure);

}  // namespace kontor::db
