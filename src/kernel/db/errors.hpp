#pragma once

#include <stdexcept>
#include <string>

namespace kontor::db {

// Messages name the SQLSTATE and the object, never the values that were sent.

// Lost infrastructure: no server, connection broken, out of resources, shutting down. May be tried again.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Class 23: the data refused. `constraint` is its name, for the store that knows what it means.
class Violation : public std::runtime_error {
 public:
  enum class Kind { unique, foreign_key, check, not_null, exclusion, other };
  Violation(Kind kind, std::string constraint, const std::string& message)
      : std::runtime_error(message), kind_(kind), constraint_(std::move(constraint)) {}

  Kind kind() const { return kind_; }
  const std::string& constraint() const { return constraint_; }

 private:
  Kind kind_;
  std::string constraint_;
};

// Serialization failure or deadlock: Database::transact runs the transaction again.
class Collision : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// statement_timeout, lock_timeout, or a cancelled statement.
class TimedOut : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Everything else: a bug in a statement, or a right that the role does not have.
class StatementFailed : public std::runtime_error {
 public:
  StatementFailed(std::string sqlstate, const std::string& message)
      : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
  const std::string& sqlstate() const { return sqlstate_; }

 private:
  std::string sqlstate_;
};

}  // namespace kontor::db
