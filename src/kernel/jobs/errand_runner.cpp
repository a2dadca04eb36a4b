#include "kernel/jobs/errand_runner.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "kernel/core/check.hpp"
#include "kernel/jobs/running/attempt.hpp"
#include "kernel/jobs/running/errand_metrics.hpp"
#include "kernel/jobs/running/instance.hpp"
#include "kernel/jobs/running/places.hpp"
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
      : kinds_(std::move(kinds)),
        settings_(settings),
        log_(log),
        tracer_(tracer),
        metrics_(metrics, kinds_),
        rows_(errands.database(), std::chrono::seconds(settings.errand_lease_seconds), instance_name()),
        began_(instance_began()),
        steady_({"errands_unavailable", "errands_available"}, milliseconds(settings.poll_ms), log) {
    std::map<std::string, int, std::less<>> free;
    for (const auto& kind : kinds_) {
      const int places = std::min(kind.concurrency, settings.errand_workers);
      KONTOR_CHECK(free.emplace(kind.name, places).second, "the name of a kind of errand is its own");
      names_.push_back(kind.name);
      threads_ += places;
    }
    places_ = std::make_shared<Places>(
        std::move(free), Places::Terms{std::chrono::seconds(settings.errand_lease_seconds), instance_name()},
        Places::Runner{[this](TakenErrand taken) { begin(std::move(taken)); }, [pulse = pulse_] { pulse->wake(); }});
    errands.performed_at(places_);
  }
  ~Impl() { stop(); }

  void start();
  void stop();

 private:
  milliseconds beat();
  Result<milliseconds> work();
  Result<void> take_over();
  Result<void> look_after();
  // Whether there may be others that there was no room for.
  bool fills(const ErrandRows::Room& room, const std::vector<TakenErrand>& taken) const;
  void begin(TakenErrand taken);
  const ErrandKind& kind_named(const std::string& name) const;

  const std::vector<ErrandKind> kinds_;
  const JobSettings settings_;
  const telemetry::Log& log_;
  const telemetry::Tracer tracer_;
  ErrandMetrics metrics_;
  ErrandRows rows_;
  const Timestamp began_;
  bool took_over_ = false;
  SteadyBeat steady_;
  std::vector<std::string> names_;
  int threads_ = 0;  // one for each place, so that a provider that hangs holds up no errands but its own
  std::optional<Deadline> look_after_at_;

  bool started_ = false;
  Workers workers_;

  // Both are shared with the errands, which may outlive us.
  std::shared_ptr<Places> places_;
  const std::shared_ptr<Pulse> pulse_ = std::make_shared<Pulse>();
};

void ErrandRunner::Impl::start() {
  workers_.start(threads_, [] {});
  pulse_->start([this] { return beat(); });
  started_ = true;
}

void ErrandRunner::Impl::stop() {
  if (!std::exchange(started_, false)) return;
  pulse_->stop();
  places_->close();  // nothing is given to the workers any more
  workers_.stop();
}

milliseconds ErrandRunner::Impl::beat() {
  return steady_([this] { return work(); });
}

Result<milliseconds> ErrandRunner::Impl::work() {
  const auto poll = milliseconds(settings_.poll_ms);
  if (!took_over_) {
    if (auto done = take_over(); !done) return std::move(done).error();
  }
  if (!look_after_at_ || look_after_at_->passed()) {
    const auto began = std::chrono::steady_clock::now();
    if (auto done = look_after(); !done) return std::move(done).error();
    const auto taken = std::chrono::ceil<milliseconds>(std::chrono::steady_clock::now() - began);
    look_after_at_ = Deadline::after(std::max(poll, taken * kCountingShare));
  }
  const auto room = places_->open_for_a_look();
  if (room.kinds.empty()) return poll;  // who becomes free wakes us
  auto found = rows_.take_due(room);
  if (!found) return std::move(found).error();
  const bool took = !found->taken.empty();
  const bool may_be_more = fills(room, found->taken);
  places_->give_out(std::move(found->taken), may_be_more);
  if (took) return std::min(poll, kQuiet);
  return found->until_due ? std::min(poll, std::max(*found->until_due, kShortestPause)) : poll;
}

// Whoever was killed here a moment ago has left errands under leases that nobody needs to wait for.
Result<void> ErrandRunner::Impl::take_over() {
  const auto released = rows_.release_of(is_gone, began_);
  if (!released) return released.error();
  took_over_ = true;
  if (*released > 0) log_.info("errands_taken_over", {{"errands", *released}});
  return {};
}

Result<void> ErrandRunner::Impl::look_after() {
  const auto backlogs = rows_.backlogs(names_);
  if (!backlogs) return backlogs.error();
  for (const auto& backlog : *backlogs) metrics_.show(backlog);
  return rows_.trim(std::chrono::hours(settings_.errand_retention_hours));
}

bool ErrandRunner::Impl::fills(const ErrandRows::Room& room, const std::vector<TakenErrand>& taken) const {
  if (room.kinds.size() < kinds_.size()) return true;
  for (std::size_t i = 0; i < room.kinds.size(); ++i) {
    const auto many = std::ranges::count(taken, room.kinds[i], [](const auto& one) { return one.errand.kind; });
    if (many == room.places[i]) return true;
  }
  return false;
}

void ErrandRunner::Impl::begin(TakenErrand taken) {
  workers_.run([this, taken = std::move(taken)] {
    const ErrandKind& kind = kind_named(taken.errand.kind);
    Attempt({rows_, metrics_, settings_, log_, tracer_}, kind, taken).run();
    places_->leave(kind.name);
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
