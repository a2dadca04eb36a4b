#pragma once

#include <memory>
#include <vector>

#include "kernel/jobs/errand.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/jobs/settings.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::jobs {

// Performs errands: takes what is due under a lease with a fence, performs it outside of any transaction, and settles
// it in a transaction of its module that commits only while the fence is still its own. So an errand is performed at
// least once, with one key, and settled exactly once (docs/decisions/0015).
class ErrandRunner {
 public:
  // What it is given has to outlive it; names of kinds have to be unique.
  ErrandRunner(Errands& errands, std::vector<ErrandKind> kinds, const JobSettings& settings, const telemetry::Log& log,
               telemetry::Metrics& metrics, telemetry::Tracer tracer = {});
  ~ErrandRunner();  // as stop()

  // Returns at once; goes on trying while the database is away.
  void start();
  // Takes nothing more and waits for what is being performed. May be repeated.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kontor::jobs
