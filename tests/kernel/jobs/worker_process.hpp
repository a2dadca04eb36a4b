#pragma once

#include <sys/types.h>

#include <string>

#include "support/test_database.hpp"

namespace kontor::test {

// worker.cpp as a process of its own; killed at the end if it is still there.
class WorkerProcess {
 public:
  WorkerProcess(const TestDatabase& database, const std::string& what, const std::string& failpoints = "");
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

  void signal(int number) const;
  // Ends its stdin, waits for its end and returns what it printed.
  std::string finish();
  // Waits for its end; whether a SIGKILL was it.
  bool was_killed();

 private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  bool gone_ = false;
  int status_ = 0;
};

}  // namespace kontor::test
