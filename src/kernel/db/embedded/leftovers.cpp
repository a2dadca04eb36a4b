#include "kernel/db/embedded/leftovers.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "kernel/core/text.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/embedded/pidfd.hpp"
#include "kernel/db/embedded/server_url.hpp"

namespace kontor::db {

namespace {

namespace fs = std::filesystem;

struct ServerProcess {
  pid_t pid;
  UniqueFd pidfd;
};

std::string first_line(const fs::path& file) {
  std::string line;
  std::getline(std::ifstream(file), line);
  return line;
}

bool works_in(const fs::path& process, const struct stat& directory) {
  struct stat place {};
  return ::stat((process / "cwd").c_str(), &place) == 0 && place.st_ino == directory.st_ino &&
         place.st_dev == directory.st_dev && first_line(process / "comm") == "postgres";
}

std::vector<ServerProcess> server_processes_in(int directory_fd) {
  struct stat directory {};
  ::fstat(directory_fd, &directory);
  std::vector<ServerProcess> found;
  std::error_code failed;
  for (fs::directory_iterator entry("/proc", failed), end; !failed && entry != end; entry.increment(failed)) {
    const auto pid = text::parse_int(entry->path().filename().string());
    if (!pid || !works_in(entry->path(), directory)) continue;
    UniqueFd pidfd = open_pidfd(static_cast<pid_t>(*pid));
    // Once more with the process pinned: the number may have changed hands in between.
    if (pidfd && works_in(entry->path(), directory)) found.push_back({static_cast<pid_t>(*pid), std::move(pidfd)});
  }
  return found;
}

// Whether they are gone within the limit. Where this process is the container's first, they are its to bury.
bool wait_until_none(int directory_fd, Deadline deadline) {
  for (;;) {
    const auto processes = server_processes_in(directory_fd);
    if (processes.empty()) return true;
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (const auto& process : processes) ::waitpid(process.pid, nullptr, WNOHANG);
  }
}

void signal_all(int directory_fd, int number) {
  for (const auto& process : server_processes_in(directory_fd)) {
    send_signal(process.pidfd, number);
  }
}

// The one that the others belong to, when it is still there.
bool signal_postmaster(int directory_fd, int number) {
  const auto pid =
      text::parse_int(text::trim(first_line("/proc/self/fd/" + std::to_string(directory_fd) + "/postmaster.pid")));
  for (const auto& process : server_processes_in(directory_fd)) {
    if (pid && process.pid == *pid) return send_signal(process.pidfd, number);
  }
  return false;
}

}  // namespace

void end_leftovers(int directory_fd) {
  using std::chrono::milliseconds;
  const auto gone_within = [&](milliseconds limit) { return wait_until_none(directory_fd, Deadline::after(limit)); };
  if (!gone_within(milliseconds(0))) {
    const bool orderly = signal_postmaster(directory_fd, SIGINT);
    if (!orderly || !gone_within(milliseconds(15000))) signal_all(directory_fd, SIGQUIT);
    if (!gone_within(milliseconds(500))) {
      signal_all(directory_fd, SIGKILL);
      gone_within(milliseconds(5000));
    }
  }
  for (const char* file : {"postmaster.pid", kSocketFile, kSocketLockFile}) ::unlinkat(directory_fd, file, 0);
}

}  // namespace kontor::db
