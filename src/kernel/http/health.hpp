#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::http {

// Whether something works; may block for as long as its own timeouts allow. The error's detail is shown to operators.
using HealthCheck = std::function<Result<void>()>;

// What the probes are told. Safe from any thread; checks are added before the first probe.
class Health {
 public:
  explicit Health(const Clock& clock, std::chrono::milliseconds remember_for = std::chrono::seconds(1));

  // What fails here makes the process not ready.
  void add_dependency(std::string name, HealthCheck check);
  void add_module(std::string name, HealthCheck check);
  // From now on not ready, so that no new requests are sent here.
  void shut_down() { shutting_down_.store(true); }

  struct Finding {
    std::string name;
    bool is_module;
    std::string trouble;  // empty: works
  };
  struct Report {
    bool ready;
    std::vector<Finding> findings;
  };
  // Runs the checks unless that was done a moment ago. One caller runs them; who comes meanwhile gets the report
  // before.
  std::shared_ptr<const Report> report();

 private:
  struct Check {
    std::string name;
    bool is_module;
    HealthCheck run;
  };

  std::shared_ptr<const Report> last() const;
  std::shared_ptr<const Report> examine() const;

  const Clock& clock_;
  std::chrono::milliseconds remember_for_;
  std::vector<Check> checks_;
  std::atomic<bool> shutting_down_{false};
  std::mutex examining_;  // held while the checks run
  mutable std::mutex mutex_;
  std::shared_ptr<const Report> report_;  // never null
  std::chrono::steady_clock::time_point fresh_until_{};
};

// GET /livez (this process answers), /readyz (it can serve; 503 with the reasons), /health (per module and dependency).
// `health` must outlive them.
std::vector<Endpoint> health_endpoints(Health& health);

// GET /metrics, for Prometheus.
Endpoint metrics_endpoint(const telemetry::Metrics& metrics);

}  // namespace kontor::http
