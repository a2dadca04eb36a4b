#pragma once

#include <memory>
#include <string>

#include "kernel/events/event_program.hpp"
#include "support/child_process.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// A database on which worker.cpp writes notes with their state and handles them, until it is killed.
class ShopFloor {
 public:
  ShopFloor() : database_(event_migrations()) {}

  // A worker that does this (worker.cpp says what there is). Plan: of failpoints.
  std::unique_ptr<ChildProcess> begin(const std::string& what, const std::string& plan = "") const;

  // Handles what is left, heals what was dead, and compares: what is wrong, or nothing.
  std::string settle() const;

  const TestDatabase& database() const { return database_; }

 private:
  bool wait_until_handled(EventProgram& program) const;
  std::string mistakes() const;

  TestDatabase database_;
};

}  // namespace kontor::test
