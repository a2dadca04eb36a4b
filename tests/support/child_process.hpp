#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace kontor::test {

// A program as a process of its own, for tests that kill or stop one. It is begun anew rather than forked, so that
// neither threads nor a sanitizer's state come with it. Killed at the end if it is still there.
class ChildProcess {
 public:
  ChildProcess(std::string program, std::vector<std::string> words);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  void signal(int number) const;
  // Ends its stdin, waits for its end and returns what it printed.
  std::string finish();
  // Waits for its end; whether a SIGKILL was it.
  bool was_killed();
  // Waits until it is stopped; false when it ended instead.
  bool is_stopped();

 private:
  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  bool gone_ = false;
  int status_ = 0;
};

}  // namespace kontor::test
