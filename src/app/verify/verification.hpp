#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::app::verify {

// One place where it does not hold.
struct Violation {
  std::string subject;  // whose row
  std::string found;
};
KONTOR_DESCRIBE(Violation, subject, found)

struct Verdict {
  std::string invariant;
  std::string what;  // must hold, in words
  std::int64_t violations = 0;
  std::vector<Violation> examples;  // the first of them
  std::int64_t milliseconds = 0;
};
KONTOR_DESCRIBE(Verdict, invariant, what, violations, examples, milliseconds)

// Holds the data of all modules against each other: every invariant is a statement of its own (invariants/*.sql) whose
// rows are its violations. All are judged at one moment of the database, whatever goes on meanwhile, by a role that can
// only read.
class Verification {
 public:
  // `reader` acts as db::kReader.
  explicit Verification(db::Database reader) : reader_(std::move(reader)) {}

  // In the order of their names. Reads much, and blocks for as long.
  Result<std::vector<Verdict>> run();

 private:
  db::Database reader_;
};

// The names of all invariants.
std::vector<std::string> all_invariants();

std::int64_t violations_in(const std::vector<Verdict>& verdicts);

}  // namespace kontor::app::verify
