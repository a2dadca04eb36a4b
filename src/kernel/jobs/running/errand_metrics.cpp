#include "kernel/jobs/running/errand_metrics.hpp"

namespace kontor::jobs {

namespace {
constexpr std::array<std::string_view, 5> kOutcomes = {"settled", "again", "unknown", "given_up", "lost"};
}

ErrandMetrics::ErrandMetrics(telemetry::Metrics& metrics, const std::vector<ErrandKind>& kinds) {
  for (const auto& kind : kinds) {
    auto& one = kinds_[kind.name];
    const telemetry::Labels labels = {{"kind", kind.name}};
    for (std::size_t i = 0; i < kOutcomes.size(); ++i) {
      one.attempts[i] = &metrics.counter("kontor_errands_attempts_total", "Attempts at errands that ended here.",
                                         {{"kind", kind.name}, {"outcome", std::string(kOutcomes[i])}});
    }
    one.seconds = &metrics.histogram("kontor_errands_perform_seconds", "How long errands took outside of transactions.",
                                     telemetry::latency_bounds_seconds(), labels);
    one.waiting = &metrics.gauge("kontor_errands_waiting", "Errands that are not settled yet.", labels);
    one.failed = &metrics.gauge("kontor_errands_failed", "Errands that were given up and wait for a person.", labels);
    one.oldest =
        &metrics.gauge("kontor_errands_oldest_seconds", "Age of the oldest errand that is not settled.", labels);
  }
}

void ErrandMetrics::ended(const std::string& kind, ErrandOutcome outcome) const {
  kinds_.at(kind).attempts[static_cast<std::size_t>(outcome)]->add();
}

void ErrandMetrics::performed(const std::string& kind, double seconds) const {
  kinds_.at(kind).seconds->observe(seconds);
}

void ErrandMetrics::show(const ErrandRows::Backlog& backlog) const {
  const auto& one = kinds_.at(backlog.kind);
  one.waiting->set(backlog.waiting);
  one.failed->set(backlog.failed);
  one.oldest->set(backlog.oldest_seconds);
}

}  // namespace kontor::jobs
