#include "kernel/db/embedded/child_process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "kernel/db/embedded/pidfd.hpp"

namespace kontor::db {

namespace {

constexpr int kHandedFd = 3;

// Everything the child needs, made before the fork: between fork and exec nothing may allocate or lock.
struct Prepared {
  std::vector<char*> arguments;
  UniqueFd input;
  UniqueFd output;
  UniqueFd directory;
  pid_t parent;
  bool change_user;
  uid_t uid;
  gid_t gid;
  int orphan_signal;
};

// A copy above the numbers that the child uses itself.
UniqueFd copy_above(int fd) {
  return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 10));
}

Prepared prepare(const Command& command) {
  Prepared prepared{};
  for (const auto& argument : command.arguments) prepared.arguments.push_back(const_cast<char*>(argument.c_str()));
  prepared.arguments.push_back(nullptr);
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  prepared.input = copy_above(command.input_fd < 0 ? null.get() : command.input_fd);
  prepared.output = copy_above(command.output_fd < 0 ? null.get() : command.output_fd);
  if (command.directory_fd >= 0) prepared.directory = copy_above(command.directory_fd);
  prepared.parent = ::getpid();
  prepared.change_user = command.user && ::geteuid() == 0;
  prepared.uid = command.user ? command.user->uid : 0;
  prepared.gid = command.user ? command.user->gid : 0;
  prepared.orphan_signal = command.orphan_signal;
  return prepared;
}

[[noreturn]] void give_up(const char* what) {
  const char* reason = ::strerrordesc_np(errno);
  for (const char* part : {"cannot ", what, ": ", reason ? reason : "unknown error", "\n"}) {
    if (::write(STDERR_FILENO, part, std::strlen(part)) < 0) break;
  }
  ::_exit(127);
}

// The system calls themselves: glibc's wrappers take locks, which another thread may have held at the fork.
bool become_user(uid_t uid, gid_t gid) {
  return ::syscall(SYS_setgroups, 1, &gid) == 0 && ::syscall(SYS_setresgid, gid, gid, gid) == 0 &&
         ::syscall(SYS_setresuid, uid, uid, uid) == 0;
}

void reset_signals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become_program(const Prepared& prepared) {
  static const char* const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", nullptr};
  ::setsid();
  reset_signals();
  ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
  ::dup2(prepared.input.get(), STDIN_FILENO);
  ::dup2(prepared.output.get(), STDOUT_FILENO);
  ::dup2(prepared.output.get(), STDERR_FILENO);
  if (prepared.directory) ::dup2(prepared.directory.get(), kHandedFd);
  if (::chdir("/") != 0) give_up("change to /");
  ::umask(077);
  if (prepared.change_user && !become_user(prepared.uid, prepared.gid)) give_up("become the server's user");
  // After the change of user, which clears it. The parent may have ended before.
  ::prctl(PR_SET_PDEATHSIG, prepared.orphan_signal);
  if (::getppid() != prepared.parent) ::_exit(127);
  ::execve(prepared.arguments.front(), prepared.arguments.data(), const_cast<char* const*>(environment));
  give_up("execute the program");
}

Error cannot_start(const Command& command) {
  return {ErrorKind::unavailable, "embedded_server_failed",
          "cannot start " + command.arguments.front() + ": " + std::strerror(errno)};
}

UniqueFd memory_file(std::string_view content) {
  UniqueFd fd(::memfd_create("kontor", MFD_CLOEXEC));
  if (fd && !content.empty() && ::pwrite(fd.get(), content.data(), content.size(), 0) < 0) return UniqueFd();
  return fd;
}

std::string content_of(int fd) {
  struct stat size {};
  ::fstat(fd, &size);
  std::string text(static_cast<std::size_t>(size.st_size), '\0');
  const auto got = ::pread(fd, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const Command& command) {
  const Prepared prepared = prepare(command);
  const pid_t pid = ::fork();
  if (pid < 0) return cannot_start(command);
  if (pid == 0) become_program(prepared);
  UniqueFd pidfd = open_pidfd(pid);
  if (!pidfd) {
    const Error error = cannot_start(command);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return error;
  }
  return ChildProcess(pid, std::move(pidfd));
}

ChildProcess::~ChildProcess() {
  if (!pidfd_) return;
  signal(SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::signal(int number) const {
  send_signal(pidfd_, number);
}

std::optional<int> ChildProcess::wait(Deadline deadline) {
  pollfd ended{pidfd_.get(), POLLIN, 0};
  while (::poll(&ended, 1, static_cast<int>(deadline.remaining().count())) < 0 && errno == EINTR) {
  }
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pidfd_ = UniqueFd();
  return status;
}

Result<Finished> run_to_end(Command command, std::string_view input, std::chrono::milliseconds limit) {
  const UniqueFd input_file = memory_file(input);
  const UniqueFd output_file = memory_file({});
  if (!input_file || !output_file) return cannot_start(command);
  command.input_fd = input_file.get();
  command.output_fd = output_file.get();
  auto child = ChildProcess::start(command);
  if (!child) return std::move(child).error();
  const auto status = child->wait(Deadline::after(limit));
  if (!status) {
    return Error{ErrorKind::unavailable, "embedded_server_failed",
                 command.arguments.front() + " did not end within " + std::to_string(limit.count() / 1000) + " s"};
  }
  return Finished{*status, content_of(output_file.get())};
}

std::string describe_status(int status) {
  if (WIFSIGNALED(status)) return "was killed by signal " + std::to_string(WTERMSIG(status));
  return "exited with " + std::to_string(WEXITSTATUS(status));
}

}  // namespace kontor::db
