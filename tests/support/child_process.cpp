#include "support/child_process.hpp"

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

ChildProcess::ChildProcess(std::string program, std::vector<std::string> words) {
  std::vector<char*> arguments{program.data()};
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Pipe in;
  const Pipe out;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  const int failed = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.read);
  ::close(out.write);
  in_ = in.write;
  out_ = out.read;
  if (failed != 0) throw std::runtime_error("cannot start " + program);
}

ChildProcess::~ChildProcess() {
  if (!gone_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (in_ >= 0) ::close(in_);
  ::close(out_);
}

void ChildProcess::signal(int number) const {
  if (!gone_) ::kill(pid_, number);
}

std::string ChildProcess::finish() {
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

bool ChildProcess::was_killed() {
  if (!gone_) gone_ = eventually([&] { return ::waitpid(pid_, &status_, WNOHANG) == pid_; });
  return gone_ && WIFSIGNALED(status_) && WTERMSIG(status_) == SIGKILL;
}

bool ChildProcess::is_stopped() {
  if (gone_ || !eventually([&] { return ::waitpid(pid_, &status_, WNOHANG | WUNTRACED) == pid_; })) return false;
  gone_ = !WIFSTOPPED(status_);
  return !gone_;
}

}  // namespace kontor::test
