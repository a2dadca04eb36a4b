#pragma once

#include "kernel/jobs/errand.hpp"
#include "kernel/jobs/running/errand_metrics.hpp"
#include "kernel/jobs/settings.hpp"
#include "kernel/jobs/store/errand_rows.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::jobs {

// One attempt at an errand, from the lease to the outcome.
class Attempt {
 public:
  struct Tools {
    ErrandRows& rows;
    const ErrandMetrics& metrics;
    const JobSettings& settings;
    const telemetry::Log& log;
    const telemetry::Tracer& tracer;
  };
  Attempt(Tools tools, const ErrandKind& kind, const TakenErrand& taken)
      : tools_(tools), kind_(kind), taken_(taken), errand_(taken.errand) {}

  // Blocks. Whatever goes wrong, the errand stays where a later attempt finds it.
  void run() const;

 private:
  void make(telemetry::Span& span) const;
  Result<ErrandKind::Outcome> perform() const;
  void settle(const ErrandKind::Outcome& outcome) const;
  void fail(const Error& error) const;
  void give_up(const Error& error) const;
  template <class Write>
  Result<void> conclude(Write write) const;
  void note_concluded(const Result<void>& concluded, ErrandOutcome outcome) const;
  void postpone(const Error& error, bool failed) const;

  Tools tools_;
  const ErrandKind& kind_;
  const TakenErrand& taken_;
  const Errand& errand_;
};

}  // namespace kontor::jobs
