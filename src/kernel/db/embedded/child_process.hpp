#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/embedded/server_user.hpp"
#include "kernel/db/embedded/unique_fd.hpp"

namespace kontor::db {

// The path under which a child finds the directory that was handed to it. A descriptor stays good where the child's
// user may not walk the path to it, and it is short however long the path.
inline constexpr const char* kHandedDirectory = "/proc/self/fd/3";

struct Command {
  std::vector<std::string> arguments;             // the first is the program's path
  std::optional<ServerUser> user = std::nullopt;  // whom to become; only root can
  int directory_fd = -1;                          // handed on as kHandedDirectory
  int input_fd = -1;                              // -1: /dev/null
  int output_fd = -1;                             // standard output and error; -1: /dev/null
  int orphan_signal = SIGKILL;                    // what the child gets when the thread that started it ends
};

// A child process in a session of its own (the terminal's Ctrl-C does not reach it), which inherits nothing but the
// descriptors named in its Command, and which does not outlive this process.
class ChildProcess {
 public:
  // Whether the program could be executed shows in its exit status (127) and its output.
  static Result<ChildProcess> start(const Command& command);
  ChildProcess(ChildProcess&&) = default;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();  // kills it where it still runs

  pid_t pid() const { return pid_; }
  int pollable_fd() const { return pidfd_.get(); }  // readable once the process has ended
  void signal(int number) const;
  // Its status as of waitpid; nullopt when it still runs at the deadline. Blocks.
  std::optional<int> wait(Deadline deadline);

 private:
  ChildProcess(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  pid_t pid_;
  UniqueFd pidfd_;  // empty once waited for
};

struct Finished {
  int status = 0;
  std::string output;
  bool succeeded() const { return status == 0; }
};

// Runs a program to its end, at most for `limit`. `command`'s input and output are replaced.
Result<Finished> run_to_end(Command command, std::string_view input, std::chrono::milliseconds limit);

// "exited with 1", "was killed by signal 9".
std::string describe_status(int status);

}  // namespace kontor::db
