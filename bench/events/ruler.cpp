#include "ruler.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "kernel/db/embedded/child_process.hpp"
#include "kernel/db/embedded/postgres_programs.hpp"

namespace kontor::bench {

namespace {

using std::chrono::milliseconds;

std::string run_pgbench(std::vector<std::string> arguments, milliseconds limit) {
  const auto programs = db::find_postgres_programs(std::nullopt);
  if (!programs) throw std::runtime_error(programs.error().detail);
  arguments.insert(arguments.begin(), programs->folder / "pgbench");
  const auto ended = db::run_to_end({.arguments = std::move(arguments)}, "", limit);
  if (!ended) throw std::runtime_error(ended.error().detail);
  if (!ended->succeeded()) throw std::runtime_error("pgbench: " + ended->output);
  return ended->output;
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

void make_tpc_b_tables(const std::string& owner_url) {
  run_pgbench({"-i", "-q", "-s", "10", owner_url}, std::chrono::seconds(60));
}

double tpc_b(const std::string& owner_url, milliseconds time) {
  const auto seconds = std::to_string(time.count() / 1000);
  const auto said = run_pgbench({"-n", "-M", "prepared", "-c", "8", "-j", "2", "-T", seconds, owner_url},
                                time + std::chrono::seconds(30));
  constexpr std::string_view mark = "\ntps = ";
  const auto found = said.find(mark);
  if (found == std::string::npos) throw std::runtime_error("pgbench says no rate: " + said);
  return std::strtod(said.c_str() + found + mark.size(), nullptr);
}

}  // namespace kontor::bench
