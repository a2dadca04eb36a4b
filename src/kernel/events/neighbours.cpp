#include "kernel/events/neighbours.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "kernel/db/own_session.hpp"
#include "kernel/events/neighbours/message.hpp"
#include "kernel/events/neighbours/pending.hpp"
#include "kernel/events/store/lock_classes.hpp"

namespace kontor::events {

namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{20};

constexpr std::string_view kListen = "listen kontor_events";
constexpr std::string_view kTell = "select pg_notify('kontor_events', $1)";

// Held as long as the session lives: who counts the holders counts the instances.
constexpr std::string_view kArrive = "select pg_advisory_lock_shared($1, 0)";
constexpr std::string_view kCount = R"sql(
  select count(*) as instances
  from pg_catalog.pg_locks as held
  join pg_catalog.pg_database as here on here.oid = held.database
  where here.datname = current_database() and held.locktype = 'advisory' and held.classid = $1 and held.objid = 0
    and held.objsubid = 2 and held.granted)sql";

// What committing threads touch; lives as long as the log's listener.
struct Shared {
  explicit Shared(const db::DatabaseSettings& database) : session(database, "") {}

  void committed(std::span<const Appended> appended) {
    if (instances < 2 || std::this_thread::get_id() == teller.load()) return;
    std::vector<Partition> partitions;
    for (const auto& one : appended) partitions.push_back(one.partition);
    if (pending.add(partitions)) session.wake();
  }

  db::OwnSession session;
  Pending pending;
  std::atomic<int> instances{0};
  std::atomic<std::thread::id> teller{};  // what this thread announces was committed elsewhere
};

milliseconds until(Steady::time_point moment) {
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(moment - Steady::now()));
}

}  // namespace

class Neighbours::Impl {
 public:
  Impl(Log& log, const db::DatabaseSettings& database, const EventSettings& settings, const telemetry::Log& logger,
       telemetry::Metrics& metrics);
  ~Impl() { stop(); }

  void start();
  void stop();
  int instances() const { return shared_->instances; }

 private:
  void run();
  Result<void> arrive();
  Result<void> stay();
  Result<void> count();
  Result<void> tell(const NeighbourMessage& message);
  Result<void> tell_what_is_pending();
  Result<void> hear(const std::vector<std::string>& payloads);
  void announce_everywhere();
  void gone();
  milliseconds longest_wait() const;

  Log& log_;
  const telemetry::Log& logger_;
  const milliseconds poll_;
  const milliseconds gather_;
  telemetry::Counter& told_;
  telemetry::Counter& heard_;
  telemetry::Gauge& others_;
  const Uuid self_ = Uuid::generate();
  Steady::time_point next_count_{};
  std::optional<Steady::time_point> tell_at_;
  std::shared_ptr<Shared> shared_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

Neighbours::Impl::Impl(Log& log, const db::DatabaseSettings& database, const EventSettings& settings,
                       const telemetry::Log& logger, telemetry::Metrics& metrics)
    : log_(log),
      logger_(logger),
      poll_(settings.poll_ms),
      gather_(settings.notify_ms),
      told_(metrics.counter("kontor_events_neighbours_told_total", "Notifications that were sent to other instances.")),
      heard_(metrics.counter("kontor_events_neighbours_heard_total", "Notifications that other instances sent.")),
      others_(metrics.gauge("kontor_events_neighbours", "Other instances on this database.")),
      shared_(std::make_shared<Shared>(database)) {
  log.on_appended([shared = shared_](std::span<const Appended> appended) { shared->committed(appended); });
}

void Neighbours::Impl::start() {
  if (thread_.joinable()) return;
  stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void Neighbours::Impl::stop() {
  stopping_ = true;
  shared_->session.wake();
  if (thread_.joinable()) thread_.join();
}

void Neighbours::Impl::run() {
  shared_->teller = std::this_thread::get_id();
  for (auto pause = kFirstPause; !stopping_;) {
    try {
      if (arrive()) {
        pause = kFirstPause;
        while (!stopping_ && stay()) continue;
      }
    } catch (const std::exception& failure) {
      logger_.error("neighbours_failed", {{"reason", failure.what()}});
    }
    gone();
    if (!stopping_) [[maybe_unused]]
      const auto nothing = shared_->session.wait(pause);
    pause = std::min(pause * 2, poll_);
  }
}

// First heard, then seen, then known: whoever counts from now on counts us, and we hear what they tell.
Result<void> Neighbours::Impl::arrive() {
  auto& session = shared_->session;
  if (auto opened = session.open(); !opened) return opened;
  if (auto listening = session.read(kListen); !listening) return std::move(listening).error();
  if (auto arrived = session.read(kArrive, store::kNeighboursLock); !arrived) return std::move(arrived).error();
  if (auto counted = count(); !counted) return counted;
  if (auto told = tell({self_, NeighbourMessage::Kind::hello}); !told) return told;
  announce_everywhere();
  return {};
}

void Neighbours::Impl::gone() {
  shared_->session.close();
  if (shared_->instances.exchange(0) > 0 && !stopping_) logger_.warn("neighbours_lost");
  others_.set(0);
}

milliseconds Neighbours::Impl::longest_wait() const {
  return until(tell_at_ ? std::min(*tell_at_, next_count_) : next_count_);
}

Result<void> Neighbours::Impl::stay() {
  auto heard = shared_->session.wait(longest_wait());
  if (!heard) return std::move(heard).error();
  if (auto done = hear(*heard); !done) return done;
  if (auto done = tell_what_is_pending(); !done) return done;
  return Steady::now() < next_count_ ? Result<void>() : count();
}

Result<void> Neighbours::Impl::count() {
  auto rows = shared_->session.read(kCount, store::kNeighboursLock);
  if (!rows) return std::move(rows).error();
  const auto instances = static_cast<int>(rows->one().get<std::int64_t>("instances"));
  shared_->instances = instances;
  others_.set(std::max(0, instances - 1));
  next_count_ = Steady::now() + poll_;
  return {};
}

Result<void> Neighbours::Impl::tell(const NeighbourMessage& message) {
  if (shared_->instances < 2) return {};
  auto told = shared_->session.read(kTell, message.str());
  if (!told) return std::move(told).error();
  told_.add();
  return {};
}

Result<void> Neighbours::Impl::tell_what_is_pending() {
  if (!shared_->pending.any()) return {};
  if (!tell_at_) tell_at_ = Steady::now() + gather_;
  if (Steady::now() < *tell_at_) return {};
  tell_at_.reset();
  const auto message = shared_->pending.take(self_);
  return message ? tell(*message) : Result<void>();
}

Result<void> Neighbours::Impl::hear(const std::vector<std::string>& payloads) {
  for (const auto& payload : payloads) {
    const auto message = NeighbourMessage::parse(payload);
    if (!message || message->from == self_) continue;
    heard_.add();
    if (message->kind == NeighbourMessage::Kind::partitions) {
      std::vector<Appended> appended;
      for (const auto& partition : message->partitions) appended.push_back({partition});
      log_.announce(appended);
    } else {
      announce_everywhere();
    }
    if (message->kind != NeighbourMessage::Kind::hello) continue;
    if (auto counted = count(); !counted) return counted;
  }
  return {};
}

void Neighbours::Impl::announce_everywhere() {
  const auto topics = log_.topics();
  if (!topics) return;  // nobody reads without them
  std::vector<Appended> all;
  for (const auto& topic : *topics) {
    for (int number = 0; number < topic.topic.partitions; ++number) all.push_back({{topic.id, number}});
  }
  log_.announce(all);
}

Neighbours::Neighbours(Log& log, const db::DatabaseSettings& database, const EventSettings& settings,
                       const telemetry::Log& logger, telemetry::Metrics& metrics)
    : impl_(std::make_unique<Impl>(log, database, settings, logger, metrics)) {}

Neighbours::~Neighbours() = default;

void Neighbours::start() {
  impl_->start();
}

void Neighbours::stop() {
  impl_->stop();
}

int Neighbours::instances() const {
  return impl_->instances();
}

}  // namespace kontor::events
