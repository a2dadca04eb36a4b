#include "kernel/db/embedded_server.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <future>
#include <thread>

#include "kernel/db/embedded/cluster.hpp"
#include "kernel/db/embedded/file_lock.hpp"
#include "kernel/db/embedded/postmaster.hpp"
#include "kernel/db/embedded/server_url.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::db {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kJoinLimit{120};  // the other process may be making the cluster, or recovering it
constexpr milliseconds kJoinPoll{10};
constexpr milliseconds kStandByPoll{50};
constexpr milliseconds kLogCheck{10000};
constexpr milliseconds kLongestPause{5000};
constexpr std::uintmax_t kNearlyFull = 32 << 20;  // a new cluster takes 40 MiB, a segment of its log 16

std::string holder_text(const fs::path& lock_file) {
  const auto pid = FileLock::named_holder(lock_file);
  return pid ? "process " + std::to_string(*pid) : "another process";
}

// PostgreSQL's own words for a full disk are many.
Error with_disk_hint(Error error, const fs::path& data_dir) {
  std::error_code unknown;
  const auto space = fs::space(data_dir, unknown);
  if (unknown || space.available >= kNearlyFull) return error;
  error.detail += "; the disk of " + data_dir.string() + " is full: free some space";
  return error;
}

}  // namespace

class DataDirLock::Held {
 public:
  explicit Held(FileLock lock) : lock_(std::move(lock)) {}

 private:
  FileLock lock_;
};

DataDirLock::DataDirLock(std::unique_ptr<Held> held) : held_(std::move(held)) {}
DataDirLock::DataDirLock(DataDirLock&& other) noexcept = default;
DataDirLock& DataDirLock::operator=(DataDirLock&& other) noexcept = default;
DataDirLock::~DataDirLock() = default;

Result<DataDirLock> DataDirLock::take(const fs::path& data_dir) {
  if (auto made = ensure_data_dir(data_dir); !made) return std::move(made).error();
  const fs::path file = data_dir / "kontor.lock";
  auto lock = FileLock::try_take(file);
  if (!lock) return std::move(lock).error();
  if (!*lock) {
    return Error{ErrorKind::conflict, "data_dir_in_use",
                 "the data directory " + data_dir.string() + " is served by " + holder_text(file) +
                     ": stop it, or choose another with --data-dir"};
  }
  return DataDirLock(std::make_unique<Held>(std::move(**lock)));
}

// Whoever holds <data_dir>/postgres.lock runs the server; every other process stands by to take over. All of that is
// done by one thread, because the server's life is tied to the thread that started it.
class EmbeddedServer::Process {
 public:
  Process(fs::path data_dir, Durability durability, const telemetry::Log& log);
  ~Process();

  Result<void> wait_for_first_start() { return first_start_.get_future().get(); }
  const ServerUrls& urls() const { return urls_; }

 private:
  fs::path lock_file() const { return data_dir_ / "postgres.lock"; }
  fs::path log_file() const { return data_dir_ / "postgres.log"; }

  void supervise();
  Result<void> start_or_join();
  Result<bool> try_to_own();
  Result<void> start_server();
  void watch_server();
  void stand_by();
  void restart_server();
  bool told_to_stop_within(milliseconds duration) const;

  const fs::path data_dir_;
  const Durability durability_;
  const telemetry::Log& log_;
  UniqueFd stop_fd_;
  ServerUrls urls_;
  std::optional<FileLock> lock_;
  std::optional<Cluster> cluster_;
  std::optional<Postmaster> postmaster_;
  std::promise<Result<void>> first_start_;
  std::thread thread_;
};

EmbeddedServer::Process::Process(fs::path data_dir, Durability durability, const telemetry::Log& log)
    : data_dir_(std::move(data_dir)),
      durability_(durability),
      log_(log),
      stop_fd_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { supervise(); }) {}

EmbeddedServer::Process::~Process() {
  ::eventfd_write(stop_fd_.get(), 1);
  thread_.join();
}

void EmbeddedServer::Process::supervise() {
  auto started = start_or_join();
  const bool ok = started.ok();
  if (ok) urls_ = server_urls(cluster_directory(data_dir_));
  first_start_.set_value(std::move(started));
  while (ok && !told_to_stop_within(milliseconds(0))) {
    if (postmaster_) {
      watch_server();
    } else {
      stand_by();
    }
  }
  if (postmaster_) postmaster_->stop();
  postmaster_.reset();
  lock_.reset();
}

Result<void> EmbeddedServer::Process::start_or_join() {
  const auto deadline = Deadline::after(kJoinLimit);
  for (;;) {
    auto owned = try_to_own();
    if (!owned) return std::move(owned).error();
    if (*owned) return {};
    if (const auto urls = server_urls(cluster_directory(data_dir_)); PQping(urls.program.c_str()) == PQPING_OK)
      return {};
    if (told_to_stop_within(kJoinPoll) || deadline.passed()) {
      return Error{ErrorKind::unavailable, "embedded_server_failed",
                   "the embedded PostgreSQL of " + data_dir_.string() + " is run by " + holder_text(lock_file()) +
                       " and does not answer: stop that process"};
    }
  }
}

// Whether this process is now the one that runs the server.
Result<bool> EmbeddedServer::Process::try_to_own() {
  auto lock = FileLock::try_take(lock_file());
  if (!lock) return std::move(lock).error();
  if (!*lock) return false;
  lock_ = std::move(*lock);
  auto started = start_server();
  if (started) return true;
  lock_.reset();
  return with_disk_hint(std::move(started).error(), data_dir_);
}

Result<void> EmbeddedServer::Process::start_server() {
  const auto begin = std::chrono::steady_clock::now();
  auto cluster = open_cluster(data_dir_, durability_);
  if (!cluster) return std::move(cluster).error();
  auto postmaster = Postmaster::start(*cluster, log_file(), durability_, stop_fd_.get());
  if (!postmaster) return std::move(postmaster).error();
  cluster_.emplace(std::move(*cluster));
  postmaster_.emplace(std::move(*postmaster));
  const auto took = std::chrono::steady_clock::now() - begin;
  log_.info("postgres_started", {{"pid", postmaster_->pid()},
                                 {"postgres_version", cluster_->programs.major_version},
                                 {"run_as", cluster_->user.name},
                                 {"took_ms", std::chrono::duration_cast<milliseconds>(took).count()}});
  return {};
}

void EmbeddedServer::Process::watch_server() {
  std::array<pollfd, 2> events{{{postmaster_->pollable_fd(), POLLIN, 0}, {stop_fd_.get(), POLLIN, 0}}};
  ::poll(events.data(), events.size(), static_cast<int>(kLogCheck.count()));
  bound_log(log_file());
  if (events[0].revents == 0) return;
  log_.error("postgres_died", {{"pid", postmaster_->pid()}, {"how", postmaster_->bury()}});
  postmaster_.reset();
  restart_server();
}

void EmbeddedServer::Process::restart_server() {
  for (milliseconds pause(0); !told_to_stop_within(pause);
       pause = std::min(pause * 2 + milliseconds(50), kLongestPause)) {
    const auto started = start_server();
    if (started) return;
    log_.error("postgres_not_restarted", {{"reason", started.error().detail}});
  }
}

void EmbeddedServer::Process::stand_by() {
  if (told_to_stop_within(kStandByPoll)) return;
  const auto owned = try_to_own();
  if (owned) return;
  log_.error("postgres_not_taken_over", {{"reason", owned.error().detail}});
  told_to_stop_within(kLongestPause);
}

bool EmbeddedServer::Process::told_to_stop_within(milliseconds duration) const {
  pollfd stop{stop_fd_.get(), POLLIN, 0};
  return ::poll(&stop, 1, static_cast<int>(duration.count())) > 0;
}

EmbeddedServer::EmbeddedServer(std::unique_ptr<Process> process) : process_(std::move(process)) {}
EmbeddedServer::EmbeddedServer(EmbeddedServer&& other) noexcept = default;
EmbeddedServer& EmbeddedServer::operator=(EmbeddedServer&& other) noexcept = default;
EmbeddedServer::~EmbeddedServer() = default;

Result<EmbeddedServer> EmbeddedServer::start_or_join(const fs::path& data_dir, const telemetry::Log& log,
                                                     Durability durability) {
  const fs::path absolute = fs::absolute(data_dir).lexically_normal();
  if (auto made = ensure_data_dir(absolute); !made) return std::move(made).error();
  auto process = std::make_unique<Process>(absolute, durability, log);
  if (auto started = process->wait_for_first_start(); !started) return std::move(started).error();
  return EmbeddedServer(std::move(process));
}

const std::string& EmbeddedServer::url() const {
  return process_->urls().program;
}
const std::string& EmbeddedServer::owner_url() const {
  return process_->urls().owner;
}

}  // namespace kontor::db
