#include "stage.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/db/embedded/child_process.hpp"
#include "kernel/db/embedded/postgres_programs.hpp"
#include "support/house_migrations.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view kSchema = R"sql(
create table shop.sale (
  id uuid primary key,
  total_minor bigint not null
);

create table shop.effect (
  sale_id uuid not null,
  total_minor bigint not null,
  customer text not null
);
)sql";

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

void prepare(const db::EmbeddedServer& server, const telemetry::Log& log) {
  run_pgbench({"-i", "-q", "-s", "10", server.owner_url()}, std::chrono::seconds(60));
  constexpr std::array<embedded::File, 1> files = {{{"shop/0001_sales.sql", kSchema}}};
  constexpr std::array<std::string_view, 1> modules = {"shop"};
  or_throw(db::Migrator(settings_of(server), test::kernel_migrations_with(files, modules), log).migrate());
}

db::EmbeddedServer started(const std::filesystem::path& folder, const telemetry::Log& log) {
  auto server = or_throw(db::EmbeddedServer::start_or_join(folder, log, db::Durability::full));
  prepare(server, log);
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

Stage::Stage(const Interruption& interruption)
    : interruption_(interruption),
      log_({.level = telemetry::LogLevel::warn}),
      folder_("kontor-bench-"),
      server_(started(folder_.path(), log_)),
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

std::int64_t Stage::effects() {
  return std::stoll(owner_.run("select count(*) from shop.effect"));
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
