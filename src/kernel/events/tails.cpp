#include "kernel/events/tails.hpp"

#include <algorithm>
#include <condition_variable>
#include <set>
#include <thread>

#include "kernel/events/store/tail_reads.hpp"
#include "kernel/events/tails/seat.hpp"
#include "kernel/events/tails/wake.hpp"

namespace kontor::events {

namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kFirstTailPause{20};
constexpr int kLeastPerPartition = 10;

milliseconds milliseconds_until(Steady::time_point moment) {
  return std::chrono::ceil<milliseconds>(moment - Steady::now());
}

}  // namespace

class Tails::Impl {
 public:
  using Seat = Subscription::Seat;
  using Seats = std::vector<std::shared_ptr<Seat>>;

  Impl(Log& log, const db::DatabaseSettings& database, const EventSettings& settings, const telemetry::Log& logger,
       telemetry::Metrics& metrics);
  ~Impl() { stop(); }

  std::shared_ptr<Seat> listen(std::vector<std::string> topics, Listener listener);
  void start();
  void stop();

 private:
  enum class State { stopped, connecting, placed, away };

  void run();
  Result<void> turn();
  Result<void> connect();
  Result<void> place_new_topics();
  Cursor::Places places_of(const std::set<Partition>& partitions) const;
  Result<void> read(Cursor::Places places);
  void deliver(const std::vector<Event>& events);
  void tell_due_gaps();
  void lose();
  void gap(Seat& seat);

  Seats seats();
  std::vector<std::string> topics_without_place();
  bool has_place(const Seat& seat);  // under the mutex
  void become(State state);

  Log& log_;
  const telemetry::Log& logger_;
  const milliseconds poll_;
  const int batch_;
  const int batch_bytes_;
  telemetry::Counter& delivered_;
  telemetry::Counter& gaps_;
  telemetry::Counter& flushes_;
  telemetry::Gauge& listeners_;
  const std::shared_ptr<Wake> wake_ = std::make_shared<Wake>();

  // Of the tails' thread.
  db::OwnSession session_;
  Cursor::Places places_;
  Steady::time_point next_poll_{};

  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::stopped;
  Seats seats_;
  std::set<std::string> wanted_;  // topics that somebody has listened to
  std::set<std::string> placed_;  // those of them that have a place

  std::atomic<bool> stopping_{false};
  std::atomic<std::thread::id> reader_{};
  std::thread thread_;
};

Tails::Impl::Impl(Log& log, const db::DatabaseSettings& database, const EventSettings& settings,
                  const telemetry::Log& logger, telemetry::Metrics& metrics)
    : log_(log),
      logger_(logger),
      poll_(settings.poll_ms),
      batch_(settings.batch_events * 10),
      batch_bytes_(settings.batch_bytes),
      delivered_(metrics.counter("kontor_events_tail_delivered_total", "Events that the tails brought to a listener.")),
      gaps_(metrics.counter("kontor_events_tail_gaps_total", "Times that the tails lost their place in the log.")),
      flushes_(metrics.counter("kontor_events_tail_flushes_total",
                               "Flushes that the tails asked for, because a crash could have taken events back.")),
      listeners_(metrics.gauge("kontor_events_tail_listeners", "Who listens to what is new in the log.")),
      session_(database, "bus") {
  log.on_appended([wake = wake_](std::span<const Appended> appended) {
    for (const auto& one : appended) wake->add({&one.partition, 1});
  });
}

std::shared_ptr<Tails::Impl::Seat> Tails::Impl::listen(std::vector<std::string> topics, Listener listener) {
  const auto seat = std::make_shared<Seat>(std::move(topics), std::move(listener));
  std::unique_lock lock(mutex_);
  seats_.push_back(seat);
  wanted_.insert(seat->topics().begin(), seat->topics().end());
  wake_->somebody_listens();
  wake_->poke();
  if (std::this_thread::get_id() == reader_) return seat;
  changed_.wait(lock, [&] { return state_ != State::connecting && (state_ != State::placed || has_place(*seat)); });
  return seat;
}

void Tails::Impl::start() {
  if (thread_.joinable()) return;
  stopping_ = false;
  become(State::connecting);
  thread_ = std::thread([this] { run(); });
}

void Tails::Impl::stop() {
  stopping_ = true;
  wake_->poke();
  if (thread_.joinable()) thread_.join();
}

void Tails::Impl::run() {
  reader_ = std::this_thread::get_id();
  for (auto pause = kFirstTailPause; !stopping_;) {
    try {
      while (!stopping_ && turn()) pause = kFirstTailPause;
    } catch (const std::exception& failure) {
      logger_.error("tails_failed", {{"reason", failure.what()}});
    }
    lose();
    if (!stopping_) wake_->wait(pause);
    pause = std::min(pause * 2, poll_);
  }
  become(State::stopped);
}

Result<void> Tails::Impl::turn() {
  if (seats().empty() && !session_.is_open()) {
    wake_->wait(poll_);
    return {};
  }
  if (auto done = connect(); !done) return done;
  if (auto done = place_new_topics(); !done) return done;
  tell_due_gaps();
  const auto appended = wake_->wait(std::clamp(milliseconds_until(next_poll_), milliseconds(0), poll_));
  if (!appended.empty() && Steady::now() < next_poll_) return read(places_of(appended));
  next_poll_ = Steady::now() + poll_;
  return read(places_);
}

Result<void> Tails::Impl::connect() {
  if (session_.is_open()) return {};
  if (auto opened = session_.open(); !opened) return opened;
  return store::demand_durability(session_);
}

// The head is what comes after what is there now, and what is there now has to stay: a number that a crash takes back
// is given again.
Result<void> Tails::Impl::place_new_topics() {
  const auto names = topics_without_place();
  if (names.empty()) return {};
  const auto topics = log_.topics();
  if (!topics) return topics.error();
  std::vector<int> ids;
  for (const auto& topic : *topics) {
    if (std::ranges::find(names, topic.topic.name) != names.end()) ids.push_back(topic.id);
  }
  auto heads = store::heads(session_, ids);
  if (!heads) return std::move(heads).error();
  if (auto done = store::flush(session_); !done) return done;
  places_.merge(*heads);
  for (const auto& seat : seats()) {
    if (std::ranges::any_of(names, [&](const auto& name) { return seat->listens_to(name); })) seat->gap_is_due = true;
  }
  const std::lock_guard lock(mutex_);
  placed_.insert(names.begin(), names.end());
  state_ = State::placed;
  changed_.notify_all();
  return {};
}

Cursor::Places Tails::Impl::places_of(const std::set<Partition>& partitions) const {
  Cursor::Places places;
  for (const auto& partition : partitions) {
    if (const auto place = places_.find(partition); place != places_.end()) places.insert(*place);
  }
  return places;
}

Result<void> Tails::Impl::read(Cursor::Places places) {
  if (places.empty()) return {};
  const int most = std::max(kLeastPerPartition, batch_ / static_cast<int>(places.size()));
  const auto batch = store::read_tail(session_, places, {most, batch_bytes_});
  if (!batch) return batch.error();
  if (batch->events.empty()) return {};
  if (!batch->flushed) {
    flushes_.add();
    if (auto done = store::flush(session_); !done) return done;
  }
  for (const auto& [partition, position] : batch->places) places_[partition] = position;
  wake_->add(batch->more);
  deliver(batch->events);
  return {};
}

void Tails::Impl::deliver(const std::vector<Event>& events) {
  tell_due_gaps();
  const auto present = seats();
  for (const auto& event : events) {
    for (const auto& seat : present) {
      if (stopping_) return;
      if (seat->gap_is_due || !seat->listens_to(event.topic)) continue;
      try {
        delivered_.add();
        seat->event(event);
      } catch (const std::exception& failure) {
        logger_.error("tail_listener_failed", {{"type", event.type}, {"reason", failure.what()}});
      }
    }
  }
}

// A listener that has no place yet is told when it has.
void Tails::Impl::tell_due_gaps() {
  for (const auto& seat : seats()) {
    const bool due = seat->gap_is_due && [&] {
      const std::lock_guard lock(mutex_);
      return has_place(*seat);
    }();
    if (due) gap(*seat);
  }
}

void Tails::Impl::gap(Seat& seat) {
  try {
    seat.gap();
  } catch (const std::exception& failure) {
    logger_.error("tail_listener_failed", {{"type", "gap"}, {"reason", failure.what()}});
  }
}

void Tails::Impl::lose() {
  session_.close();
  places_.clear();
  bool was_placed = false;
  {
    const std::lock_guard lock(mutex_);
    was_placed = state_ == State::placed;
    placed_.clear();
  }
  become(State::away);
  if (!was_placed || stopping_) return;
  gaps_.add();
  logger_.warn("tails_lost_their_place");
  for (const auto& seat : seats()) {
    if (!seat->gap_is_due) gap(*seat);
    seat->gap_is_due = true;
  }
}

// Those that are still there; the others are forgotten.
Tails::Impl::Seats Tails::Impl::seats() {
  const std::lock_guard lock(mutex_);
  std::erase_if(seats_, [](const auto& seat) { return seat->ended(); });
  listeners_.set(static_cast<std::int64_t>(seats_.size()));
  return seats_;
}

std::vector<std::string> Tails::Impl::topics_without_place() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  std::ranges::set_difference(wanted_, placed_, std::back_inserter(names));
  return names;
}

bool Tails::Impl::has_place(const Seat& seat) {
  return std::ranges::all_of(seat.topics(), [this](const auto& topic) { return placed_.contains(topic); });
}

void Tails::Impl::become(State state) {
  const std::lock_guard lock(mutex_);
  state_ = state;
  changed_.notify_all();
}

Tails::Tails(Log& log, const db::DatabaseSettings& database, const EventSettings& settings,
             const telemetry::Log& logger, telemetry::Metrics& metrics)
    : impl_(std::make_unique<Impl>(log, database, settings, logger, metrics)) {}

Tails::~Tails() = default;

Tails::Subscription Tails::listen(std::vector<Topic> topics, Listener listener) {
  std::vector<std::string> names;
  for (const auto& topic : topics) names.emplace_back(topic.name);
  Subscription subscription;
  subscription.seat_ = impl_->listen(std::move(names), std::move(listener));
  return subscription;
}

void Tails::start() {
  impl_->start();
}

void Tails::stop() {
  impl_->stop();
}

Tails::Subscription::Subscription(Subscription&&) noexcept = default;

Tails::Subscription& Tails::Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  if (seat_) seat_->end();
  seat_ = std::move(other.seat_);
  return *this;
}

Tails::Subscription::~Subscription() {
  if (seat_) seat_->end();
}

}  // namespace kontor::events
