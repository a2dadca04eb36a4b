#include "kernel/jobs/worker_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "support/eventually.hpp"

namespace kontor::test {

namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends;
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = ends[0];
    write = ends[1];
  }
  int read;
  int write;
};

}  // namespace

WorkerProcess::WorkerProcess(const TestDatabase& database, const std::string& what, const std::string& failpoints) {
  std::string program = KONTOR_JOBS_WORKER;
  std::string role = what;
  std::string url = database.settings().url;
  std::string prefix = database.settings().role_prefix;
  std::string plan = failpoints;
  std::array<char*, 6> words = {
      program.data(), role.data(), url.data(), prefix.data(), plan.empty() ? nullptr : plan.data(), nullptr};
  const Pipe in;
  const Pipe out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  const int failed = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.read);
  ::close(out.write);
  in_ = in.write;
  out_ = out.read;
  if (failed != 0) throw std::runtime_error("cannot start " + program);
}

WorkerProcess::~WorkerProcess() {
  if (!gone_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (in_ >= 0) ::close(in_);
  ::close(out_);
}

void WorkerProcess::signal(int number) const {
  if (!gone_) ::kill(pid_, number);
}

std::string WorkerProcess::finish() {
  ::close(in_);
  in_ = -1;
  std::string printed;
  std::array<char, 256> buffer;
  for (ssize_t got; (got = ::read(out_, buffer.data(), buffer.size())) > 0;) {
    printed.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::waitpid(pid_, &status_, 0);
  gone_ = true;
  return printed;
}

bool WorkerProcess::was_killed() {
  if (!gone_) gone_ = eventually([&] { return ::waitpid(pid_, &status_, WNOHANG) == pid_; });
  return gone_ && WIFSIGNALED(status_) && WTERMSIG(status_) == SIGKILL;
}

}  // namespace kontor::test
