#pragma once

#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernel/db/embedded_server.hpp"
#include "kernel/telemetry/log.hpp"
#include "support/eventually.hpp"
#include "support/scratch_folder.hpp"
#include "support/sql.hpp"

namespace kontor::test {

inline const telemetry::Log& quiet_log() {
  static const telemetry::Log log{telemetry::LogSettings{.level = telemetry::LogLevel::off}};
  return log;
}

inline Result<db::EmbeddedServer> start_server(const std::filesystem::path& data_dir) {
  return db::EmbeddedServer::start_or_join(data_dir, quiet_log(), db::Durability::none);
}

// 0 where no server has written it.
inline pid_t postmaster_pid(const std::filesystem::path& data_dir) {
  pid_t pid = 0;
  std::ifstream(data_dir / "postgres" / "postmaster.pid") >> pid;
  return pid;
}

inline bool process_exists(pid_t pid) {
  return pid > 0 && ::kill(pid, 0) == 0;
}

inline uid_t user_of(pid_t pid) {
  struct stat process {};
  ::stat(("/proc/" + std::to_string(pid)).c_str(), &process);
  return process.st_uid;
}

// Whether a server takes a statement there now.
inline bool answers(const std::string& url) {
  try {
    return run_sql(url, "select 1") == "1";
  } catch (const std::runtime_error&) {
    return false;
  }
}

// A process that runs `body` and then stays until it is killed. For the ways a program can end.
class OtherProcess {
 public:
  // Returns when the body has ended; it says whether all went well.
  explicit OtherProcess(const std::function<bool()>& body) : OtherProcess(body, true) {}
  // Returns at once.
  static OtherProcess running(const std::function<bool()>& body) { return OtherProcess(body, false); }
  OtherProcess(OtherProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)), went_well_(other.went_well_) {}
  ~OtherProcess() { kill(); }

  pid_t pid() const { return pid_; }
  bool went_well() const { return went_well_; }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  OtherProcess(const std::function<bool()>& body, bool wait_for_body) {
    int report[2];
    if (::pipe(report) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(report[0]);
      const char answer = body() ? 'y' : 'n';
      if (wait_for_body && ::write(report[1], &answer, 1) != 1) ::_exit(1);  // else nobody reads it
      for (;;) ::pause();
    }
    ::close(report[1]);
    char answer = 'n';
    if (wait_for_body) went_well_ = ::read(report[0], &answer, 1) == 1 && answer == 'y';
    ::close(report[0]);
  }

  pid_t pid_ = 0;
  bool went_well_ = false;
};

// A process that runs the server of `data_dir` until it is killed.
inline std::function<bool()> owning(const std::filesystem::path& data_dir) {
  return [data_dir] {
    static auto server = start_server(data_dir);
    return server.ok();
  };
}

}  // namespace kontor::test
