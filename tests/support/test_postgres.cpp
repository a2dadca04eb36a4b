// test_postgres start DIR | stop DIR
//
// The one PostgreSQL that all tests of a run share, in DIR. `start` begins from nothing and returns when the server
// answers; the server then lives in a process of its own until `stop`, or until nobody was connected for a while. Its
// log is all that it leaves.

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include "kernel/core/time.hpp"
#include "kernel/db/embedded/cluster.hpp"
#include "kernel/db/embedded/file_lock.hpp"
#include "kernel/db/embedded/leftovers.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/telemetry/log.hpp"
#include "support/sql.hpp"

namespace {

namespace fs = std::filesystem;
using kontor::Deadline;
using kontor::db::FileLock;
using std::chrono::seconds;

constexpr int kIdleMinutes = 20;

fs::path lock_file(const fs::path& dir) {
  return dir / "kontor.lock";
}

bool stop(const fs::path& dir) {
  if (!fs::exists(lock_file(dir))) return true;
  const auto deadline = Deadline::after(seconds(30));
  for (;;) {
    const auto lock = FileLock::try_take(lock_file(dir));
    if (lock && *lock) return true;
    if (!lock || deadline.passed()) return false;
    if (const auto pid = FileLock::named_holder(lock_file(dir))) ::kill(*pid, SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

bool clear(const fs::path& dir) {
  if (!stop(dir)) return false;
  const kontor::db::UniqueFd cluster(::open(kontor::db::cluster_directory(dir).c_str(), O_RDONLY | O_DIRECTORY));
  if (cluster) kontor::db::end_leftovers(cluster.get());
  std::error_code error;
  fs::remove_all(dir, error);
  return !error;
}

bool somebody_is_connected(const std::string& owner_url) {
  return kontor::test::run_sql(owner_url,
                               "select count(*) from pg_stat_activity"
                               " where backend_type = 'client backend' and pid <> pg_backend_pid()") != "0";
}

// Until SIGTERM, or until nobody was connected at any of the last looks.
void wait_for_end(const std::string& owner_url, const sigset_t& signals) {
  const timespec minute{60, 0};
  for (int idle_minutes = 0; idle_minutes < kIdleMinutes; ++idle_minutes) {
    if (::sigtimedwait(&signals, nullptr, &minute) > 0) return;
    if (somebody_is_connected(owner_url)) idle_minutes = 0;
  }
}

// `fd` gets one line: empty when all is well, else the reason.
bool report(int fd, const std::string& trouble) {
  const bool told = ::write(fd, (trouble + "\n").data(), trouble.size() + 1) > 0;
  ::close(fd);
  return told && trouble.empty();
}

// Whether there was a server, which has ended now.
bool live(const fs::path& dir, int report_fd, const sigset_t& signals) {
  const kontor::telemetry::Log log{kontor::telemetry::LogSettings{}};
  auto server = kontor::db::EmbeddedServer::start_or_join(dir, log, kontor::db::Durability::none);
  if (!report(report_fd, server ? "" : server.error().detail)) return false;
  wait_for_end(server->owner_url(), signals);
  return true;
}

int serve(const fs::path& dir, int report_fd) {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&signals, number);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  const auto lock = kontor::db::DataDirLock::take(dir);
  if (!lock) return report(report_fd, lock.error().detail), 1;
  if (!live(dir, report_fd, signals)) return 1;
  std::error_code ignored;
  fs::remove_all(kontor::db::cluster_directory(dir), ignored);
  return 0;
}

// So that whoever started us does not wait for our output to end.
void let_go_of_terminal(const fs::path& dir) {
  ::setsid();
  const int null = ::open("/dev/null", O_RDONLY);
  const int log = ::open((dir / "test_postgres.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(null, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
}

int start(const fs::path& dir) {
  if (!clear(dir)) return std::cerr << "cannot clear " << dir << "\n", 1;
  fs::create_directories(dir);
  std::array<int, 2> report_pipe{};
  if (::pipe2(report_pipe.data(), O_CLOEXEC) != 0) return std::cerr << "no pipe\n", 1;
  const pid_t pid = ::fork();
  if (pid < 0) return std::cerr << "cannot fork\n", 1;
  if (pid == 0) {
    ::close(report_pipe[0]);
    let_go_of_terminal(dir);
    ::_exit(serve(dir, report_pipe[1]));
  }
  ::close(report_pipe[1]);
  std::array<char, 4096> report;
  const auto size = ::read(report_pipe[0], report.data(), report.size());
  if (size == 1) return 0;
  std::cerr << std::string_view(report.data(), size < 0 ? 0 : static_cast<std::size_t>(size)) << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc == 3 ? argv[1] : "";
  if (verb == "start") return start(fs::absolute(argv[2]));
  if (verb == "stop") return stop(fs::absolute(argv[2])) ? 0 : 1;
  std::cerr << "usage: test_postgres start|stop DIR\n";
  return 2;
}
