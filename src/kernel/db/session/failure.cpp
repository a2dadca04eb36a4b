#include "kernel/db/session/failure.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>

#include "kernel/db/errors.hpp"

namespace kontor::db {

namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

Violation::Kind violation_kind(std::string_view sqlstate) {
  if (sqlstate == "23505") return Violation::Kind::unique;
  if (sqlstate == "23503") return Violation::Kind::foreign_key;
  if (sqlstate == "23514") return Violation::Kind::check;
  if (sqlstate == "23502") return Violation::Kind::not_null;
  if (sqlstate == "23P01") return Violation::Kind::exclusion;
  return Violation::Kind::other;
}

// Class 42 speaks of the statement's own text where it points into it; a cast such as $1::regclass does not.
bool primary_holds_no_value(const PGresult* result, std::string_view sqlstate) {
  static constexpr std::array<std::string_view, 10> kSafe = {"08", "25", "26", "28", "3D",
                                                             "40", "53", "55", "57", "58"};
  if (sqlstate == "42501") return true;
  if (sqlstate.starts_with("42")) return PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION) != nullptr;
  return std::find(kSafe.begin(), kSafe.end(), sqlstate.substr(0, 2)) != kSafe.end();
}

std::string object_named(const PGresult* result) {
  std::string named;
  if (const auto table = field(result, PG_DIAG_TABLE_NAME); !table.empty()) {
    named = " on " + field(result, PG_DIAG_SCHEMA_NAME) + '.' + table;
  }
  if (const auto column = field(result, PG_DIAG_COLUMN_NAME); !column.empty()) named += " column " + column;
  if (const auto constraint = field(result, PG_DIAG_CONSTRAINT_NAME); !constraint.empty()) {
    named += " constraint " + constraint;
  }
  return named;
}

}  // namespace

FailureClass classify(std::string_view sqlstate) {
  if (sqlstate.starts_with("23")) return FailureClass::violation;
  if (sqlstate == "40001" || sqlstate == "40P01") return FailureClass::collision;
  if (sqlstate == "57014" || sqlstate == "55P03") return FailureClass::timed_out;
  if (sqlstate.empty() || sqlstate.starts_with("08") || sqlstate.starts_with("57P") || sqlstate.starts_with("53") ||
      sqlstate == "25P03") {
    return FailureClass::unavailable;
  }
  return FailureClass::statement;
}

std::string_view to_string(FailureClass failure) {
  static constexpr std::array<std::string_view, 5> kNames = {"violation", "collision", "timed_out", "unavailable",
                                                             "statement"};
  return kNames[static_cast<std::size_t>(failure)];
}

Failure failure_of(const PGresult* result) {
  Failure failure{};
  failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
  failure.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
  failure.outdated_plan = field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
  const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  failure.ends_session = failure.sqlstate.empty() || severity == "FATAL" || severity == "PANIC";
  failure.kind = failure.outdated_plan  ? FailureClass::collision
                 : failure.ends_session ? FailureClass::unavailable
                                        : classify(failure.sqlstate);
  failure.message = failure.sqlstate.empty() ? "the connection to PostgreSQL was lost" : "SQLSTATE " + failure.sqlstate;
  if (!failure.sqlstate.empty() && primary_holds_no_value(result, failure.sqlstate)) {
    failure.message += ": " + field(result, PG_DIAG_MESSAGE_PRIMARY);
  }
  failure.message += object_named(result);
  return failure;
}

void raise(const Failure& failure) {
  switch (failure.kind) {
    case FailureClass::violation:
      throw Violation(violation_kind(failure.sqlstate), failure.constraint, failure.message);
    case FailureClass::collision:
      throw Collision(failure.message);
    case FailureClass::timed_out:
      throw TimedOut(failure.message);
    case FailureClass::unavailable:
      throw Unavailable(failure.message);
    case FailureClass::statement:
      break;
  }
  throw StatementFailed(failure.sqlstate, failure.message);
}

}  // namespace kontor::db
