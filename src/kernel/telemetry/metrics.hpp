#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor::telemetry {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Handles are made once, at construction of what they measure; using one is an atomic operation on memory that the
// registry keeps, no look-up and no lock.
class Counter {
 public:
  void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t by) { value_.fetch_add(by, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

class Histogram {
 public:
  explicit Histogram(std::vector<double> bounds);  // ascending upper bounds, +Inf is added
  void observe(double value);                      // NaN is ignored

  const std::vector<double>& bounds() const { return bounds_; }
  std::vector<std::uint64_t> counts() const;  // per bucket, not cumulative, +Inf last
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::vector<double> bounds_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> buckets_;
  std::atomic<double> sum_{0};
};

// 0.5 ms … 10 s, for requests and statements.
std::vector<double> latency_bounds_seconds();

// The registry. Asking twice for the same name and labels gives the same instrument; the same name with another kind or
// help text or other label names is a bug. References stay valid as long as the registry.
// A family keeps at most a thousand series: what comes later shares one series whose labels all say "other", and is
// counted in kontor_metrics_refused_series_total.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, std::vector<double> bounds, Labels labels = {});
  // A value read when the page is made (pool sizes, memory); `read` is called from any thread, and must not outlive
  // what it captures, nor call the registry. Observing the same name and labels again replaces the reader.
  void observe_gauge(std::string_view name, std::string_view help, std::function<double()> read, Labels labels = {});
  // The same for a value that only grows.
  void observe_counter(std::string_view name, std::string_view help, std::function<double()> read, Labels labels = {});

  // The Prometheus text format 0.0.4.
  std::string render() const;
  std::vector<std::string> names() const;

 private:
  class Registry;
  std::unique_ptr<Registry> registry_;
};

// kontor_build_info, and process_… for memory, open files, CPU, threads and start time.
void add_process_metrics(Metrics& metrics, std::string_view version);

}  // namespace kontor::telemetry
