#include "kernel/jobs/errand_runner.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>

#include "kernel/core/check.hpp"
#include "kernel/jobs/running/attempt.hpp"
#include "kernel/jobs/running/errand_metrics.hpp"
#include "kernel/jobs/running/instance.hpp"
#include "kernel/jobs/running/pulse.hpp"
#include "kernel/jobs/running/steady_beat.hpp"
#include "kernel/jobs/running/workers.hpp"
#include "kernel/jobs/store/errand_rows.hpp"

namespace kontor::jobs {

using std::chrono::milliseconds;

// Counting a long backlog takes long; it is done for no more than this part of the time.
constexpr int kCountingShare = 20;
// Who has just taken something looks again so soon before it asks when the next one is due.
constexpr milliseconds kQuiet(100);

class ErrandRunner::Impl {
 public:
  Impl(Errands& errands, std::vector<ErrandKind> kinds, const JobSettings& settings, const telemetry::Log& log,
       telemetry::Metrics& metrics, telemetry::Tracer tracer)
      : errands_(errands),
        kinds_(std::move(kinds)),
        settings_(settings),
        log_(log),
        tracer_(tracer),
        metrics_(metrics, kinds_),
        rows_(errands.database(), std::chrono::seconds(settings.errand_lease_seconds), instance_name()),
        steady_({"errands_unavailable", "errands_available"}, milliseconds(settings.poll_ms), log) {
    for (const auto& kind : kinds_) {
      const int places = std::min(kind.concurrency, settings.errand_workers);
      KONTOR_CHECK(places_.emplace(kind.name, places).second, "the name of a kind of errand is its own");
      names_.push_back(kind.name);
      threads_ += places;
    }
    errands_.on_recorded([pulse = pulse_] { pulse->wake(); });
  }
  ~Impl() { stop(); }

  void start();
  void stop();

 private:
  milliseconds beat();
  Result<milliseconds> work();
  Result<void> look_after();
  enum class Took { nothing, all, what_there_was_room_for };
  Result<Took> take_due();
  // Whether there may be others that there was no room for, in all or of a kind.
  bool fills(const ErrandRows::Room& room, const std::vector<TakenErrand>& taken) const;
  ErrandRows::Room room() const;
  void begin(TakenErrand taken);
  const ErrandKind& kind_named(const std::string& name) const;

  Errands& errands_;
  const std::vector<ErrandKind> kinds_;
  const JobSettings settings_;
  const telemetry::Log& log_;
  const telemetry::Tracer tracer_;
  ErrandMetrics metrics_;
  ErrandRows rows_;
  SteadyBeat steady_;
  std::vector<std::string> names_;
  int threads_ = 0;  // one for each place, so that a provider that hangs holds up no errands but its own
  std::optional<Deadline> look_after_at_;

  mutable std::mutex mutex_;
  std::map<std::string, int> places_;  // still free, by kind

  bool started_ = false;
  Workers workers_;
  std::atomic<bool> may_be_more_{true};  // than there was room for: who becomes free looks

  // Shared with the errands, which may outlive us.
  const std::shared_ptr<Pulse> pulse_ = std::make_shared<Pulse>();
};

void ErrandRunner::Impl::start() {
  workers_.start(threads_, [this] {
    if (may_be_more_) pulse_->wake();
  });
  pulse_->start([this] { return beat(); });
  started_ = true;
}

void ErrandRunner::Impl::stop() {
  if (!std::exchange(started_, false)) return;
  pulse_->stop();  // nothing is given to the workers any more
  workers_.stop();
}

milliseconds ErrandRunner::Impl::beat() {
  return steady_([this] { return work(); });
}

Result<milliseconds> ErrandRunner::Impl::work() {
  const auto poll = milliseconds(settings_.poll_ms);
  if (!look_after_at_ || look_after_at_->passed()) {
    const auto began = std::chrono::steady_clock::now();
    if (auto done = look_after(); !done) return std::move(done).error();
    const auto taken = std::chrono::ceil<milliseconds>(std::chrono::steady_clock::now() - began);
    look_after_at_ = Deadline::after(std::max(poll, taken * kCountingShare));
  }
  const auto took = take_due();
  if (!took) return took.error();
  if (*took == Took::all) return std::min(poll, kQuiet);
  const auto free = room();
  if (free.in_all == 0) return poll;  // who becomes free wakes us
  const auto due = rows_.until_due(free.kinds);
  if (!due) return due.error();
  return *due ? std::min(poll, std::max(**due, kShortestPause)) : poll;
}

Result<void> ErrandRunner::Impl::look_after() {
  const auto backlogs = rows_.backlogs(names_);
  if (!backlogs) return backlogs.error();
  for (const auto& backlog : *backlogs) metrics_.show(backlog);
  return rows_.trim(std::chrono::hours(settings_.errand_retention_hours));
}

Result<ErrandRunner::Impl::Took> ErrandRunner::Impl::take_due() {
  may_be_more_ = true;
  const auto free = room();
  if (free.in_all == 0 || free.kinds.empty()) return Took::what_there_was_room_for;
  auto taken = rows_.take_due(free);
  if (!taken) return std::move(taken).error();
  const bool filled = fills(free, *taken);
  may_be_more_ = filled;
  for (auto& one : *taken) begin(std::move(one));
  return filled ? Took::what_there_was_room_for : taken->empty() ? Took::nothing : Took::all;
}

bool ErrandRunner::Impl::fills(const ErrandRows::Room& room, const std::vector<TakenErrand>& taken) const {
  if (taken.size() == room.in_all || room.kinds.size() < kinds_.size()) return true;
  for (std::size_t i = 0; i < room.kinds.size(); ++i) {
    const auto many = std::ranges::count(taken, room.kinds[i], [](const auto& one) { return one.errand.kind; });
    if (many == room.places[i]) return true;
  }
  return false;
}

ErrandRows::Room ErrandRunner::Impl::room() const {
  ErrandRows::Room room{{}, {}, workers_.idle()};
  const std::lock_guard lock(mutex_);
  for (const auto& [kind, places] : places_) {
    if (places == 0) continue;
    room.kinds.push_back(kind);
    room.places.push_back(places);
  }
  return room;
}

void ErrandRunner::Impl::begin(TakenErrand taken) {
  const ErrandKind& kind = kind_named(taken.errand.kind);
  {
    const std::lock_guard lock(mutex_);
    --places_[kind.name];
  }
  workers_.run([this, &kind, taken = std::move(taken)] {
    Attempt({rows_, metrics_, settings_, log_, tracer_}, kind, taken).run();
    const std::lock_guard lock(mutex_);
    ++places_[kind.name];
  });
}

const ErrandKind& ErrandRunner::Impl::kind_named(const std::string& name) const {
  const auto found = std::find_if(kinds_.begin(), kinds_.end(), [&](const auto& kind) { return kind.name == name; });
  KONTOR_CHECK(found != kinds_.end(), "only kinds of this program are taken");
  return *found;
}

// Once when it begins and once when it ends, not at every beat.
ErrandRunner::ErrandRunner(Errands& errands, std::vector<ErrandKind> kinds, const JobSettings& settings,
                           const telemetry::Log& log, telemetry::Metrics& metrics, telemetry::Tracer tracer)
    : impl_(std::make_unique<Impl>(errands, std::move(kinds), settings, log, metrics, tracer)) {}

ErrandRunner::~ErrandRunner() = default;

void ErrandRunner::start() {
  impl_->start();
}

void ErrandRunner::stop() {
  impl_->stop();
}

}  // namespace kontor::jobs
