#include "stage.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/db/embedded/child_process.hpp"
#include "kernel/db/embedded/postgres_programs.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return *std::move(result);
}

std::string run_pgbench(std::vector<std::string> arguments, milliseconds limit) {
  const auto programs = or_throw(db::find_postgres_programs(std::nullopt));
  arguments.insert(arguments.begin(), programs.folder / "pgbench");
  const auto ended = or_throw(db::run_to_end({.arguments = std::move(arguments)}, "", limit));
  if (!ended.succeeded()) throw std::runtime_error("pgbench: " + ended.output);
  return ended.output;
}

db::DatabaseSettings settings_of(const db::EmbeddedServer& server) {
  db::DatabaseSettings settings;
  settings.url = server.url();
  settings.owner_url = server.owner_url();
  return settings;
}

db::EmbeddedServer started(const std::filesystem::path& folder, const std::vector<db::Migration>& migrations,
                           const telemetry::Log& log) {
  auto server = or_throw(db::EmbeddedServer::start_or_join(folder, log, db::Durability::full));
  run_pgbench({"-i", "-q", "-s", "10", server.owner_url()}, std::chrono::seconds(60));
  or_throw(db::Migrator(settings_of(server), migrations, log).migrate());
  return server;
}

}  // namespace

Interruption::Interruption() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, number);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  fd_ = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ < 0) throw std::runtime_error("no signalfd");
}

Interruption::~Interruption() {
  ::close(fd_);
}

void Interruption::wait(std::chrono::microseconds time) const {
  pollfd signals{fd_, POLLIN, 0};
  const timespec limit{time.count() / 1'000'000, time.count() % 1'000'000 * 1000};
  if (::ppoll(&signals, 1, &limit, nullptr) > 0) throw std::runtime_error("interrupted");
}

Stage::Stage(const Interruption& interruption, const std::vector<db::Migration>& migrations)
    : interruption_(interruption),
      log_({.level = telemetry::LogLevel::warn}),
      folder_("kontor-bench-"),
      server_(started(folder_.path(), migrations, log_)),
      pool_(settings_of(server_), log_, metrics_),
      owner_(server_.owner_url()) {}

double Stage::tpc_b(milliseconds time) const {
  const auto seconds = std::to_string(time.count() / 1000);
  const auto said = run_pgbench({"-n", "-M", "prepared", "-c", "8", "-j", "2", "-T", seconds, server_.owner_url()},
                                time + std::chrono::seconds(30));
  constexpr std::string_view mark = "\ntps = ";
  const auto found = said.find(mark);
  if (found == std::string::npos) throw std::runtime_error("pgbench says no rate: " + said);
  interruption_.wait({});
  return std::strtod(said.c_str() + found + mark.size(), nullptr);
}

std::int64_t Stage::wal_bytes() {
  return std::stoll(owner_.run("select (pg_current_wal_insert_lsn() - '0/0')::bigint"));
}

bool Stage::wait(milliseconds time, const std::function<bool()>& done) const {
  const auto deadline = Deadline::after(time);
  while (!done()) {
    if (deadline.passed()) return false;
    interruption_.wait(milliseconds(1));
  }
  return true;
}

void Stage::wait(milliseconds time) const {
  interruption_.wait(time);
}

}  // namespace kontor::bench
