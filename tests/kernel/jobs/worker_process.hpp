#pragma once

#include <string>

#include "support/child_process.hpp"
#include "support/test_database.hpp"

namespace kontor::test {

// worker.cpp on this database.
class WorkerProcess : public ChildProcess {
 public:
  WorkerProcess(const TestDatabase& database, const std::string& what, const std::string& failpoints = "")
      : ChildProcess(KONTOR_TEST_WORKER, {what, database.settings().url, database.settings().role_prefix, failpoints}) {
  }
};

}  // namespace kontor::test
