#include "kernel/telemetry/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <variant>

#include "kernel/core/check.hpp"
#include "kernel/telemetry/metrics_text.hpp"

namespace kontor::telemetry {

namespace {

constexpr std::size_t kMaxSeries = 1000;

enum class Kind { counter, gauge, histogram };

std::string_view to_string(Kind kind) {
  return kind == Kind::counter ? "counter" : kind == Kind::gauge ? "gauge" : "histogram";
}

using Reader = std::function<double()>;
using Instrument = std::variant<Counter, Gauge, std::unique_ptr<Histogram>, Reader>;

using Place = std::unique_ptr<Instrument>;

template <class T>
void settle_as(Place& place) {
  if (!place) place = std::make_unique<Instrument>(std::in_place_type<T>);
}

struct Family {
  Kind kind;
  std::string help;
  std::set<std::string> label_names;
  std::map<std::string, Place> series;  // by label text; addresses are handed out
};

std::set<std::string> names_of(const Labels& labels) {
  std::set<std::string> names;
  for (const auto& [name, value] : labels) names.insert(name);
  return names;
}

void check_names(std::string_view name, Kind kind, const Labels& labels) {
  KONTOR_CHECK(is_metric_name(name), "a metric's name has letters, digits and _");
  for (const auto& [label, value] : labels) {
    KONTOR_CHECK(is_label_name(label), "a label's name has letters, digits and _");
    KONTOR_CHECK(kind != Kind::histogram || label != "le", "a histogram's label le is its bound");
  }
}

void append_instrument(std::string& out, std::string_view name, std::string_view labels, const Instrument& instrument) {
  if (const auto* counter = std::get_if<Counter>(&instrument))
    append_sample(out, name, labels, counter->value());
  else if (const auto* gauge = std::get_if<Gauge>(&instrument))
    append_sample(out, name, labels, gauge->value());
  else if (const auto* read = std::get_if<Reader>(&instrument))
    append_sample(out, name, labels, (*read)());
  else
    append_histogram(out, name, labels, *std::get<std::unique_ptr<Histogram>>(instrument));
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), buckets_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1)) {
  KONTOR_CHECK(std::ranges::adjacent_find(bounds_, std::greater_equal<>{}) == bounds_.end(), "bounds ascend");
}

void Histogram::observe(double value) {
  if (std::isnan(value)) return;
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  buckets_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const {
  std::vector<std::uint64_t> counts(bounds_.size() + 1);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = buckets_[i].load(std::memory_order_relaxed);
  return counts;
}

std::vector<double> latency_bounds_seconds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

class Metrics::Registry {
 public:
  Registry() { family(kRefused, Kind::counter, "Series that a full metric did not take", {"metric"}); }

  // The instrument with these labels; `settle` fills its place, which is empty when it is new.
  template <class Settle>
  Instrument& instrument(std::string_view name, Kind kind, std::string_view help, const Labels& labels,
                         const Settle& settle) {
    check_names(name, kind, labels);
    const std::lock_guard lock(mutex_);
    Family& its = family(name, kind, help, names_of(labels));
    std::string text = label_text(labels);
    if (!its.series.contains(text) && its.series.size() >= kMaxSeries) {
      count_refused(name);
      text = other_labels(labels);
    }
    Place& place = its.series[text];
    settle(place);
    return *place;
  }

  std::string render() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& [name, its] : families_) {
      append_family_head(out, name, its.help, to_string(its.kind));
      for (const auto& [labels, instrument] : its.series) append_instrument(out, name, labels, *instrument);
    }
    return out;
  }

  std::vector<std::string> names() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, its] : families_) names.push_back(name);
    return names;
  }

 private:
  static constexpr std::string_view kRefused = "kontor_metrics_refused_series_total";

  Family& family(std::string_view name, Kind kind, std::string_view help, std::set<std::string> label_names) {
    const auto found = families_.find(name);
    if (found == families_.end()) {
      return families_.emplace(name, Family{kind, std::string(help), std::move(label_names), {}}).first->second;
    }
    Family& its = found->second;
    KONTOR_CHECK(its.kind == kind, "a metric has one kind");
    KONTOR_CHECK(its.help == help, "a metric has one help text");
    KONTOR_CHECK(its.label_names == label_names, "the series of a metric have the same label names");
    return its;
  }

  void count_refused(std::string_view name) {
    Place& place = families_.find(kRefused)->second.series[label_text({{"metric", std::string(name)}})];
    settle_as<Counter>(place);
    std::get<Counter>(*place).add();
  }

  static std::string other_labels(Labels labels) {
    for (auto& [name, value] : labels) value = "other";
    return label_text(std::move(labels));
  }

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
  return std::get<Counter>(registry_->instrument(name, Kind::counter, help, labels, settle_as<Counter>));
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
  return std::get<Gauge>(registry_->instrument(name, Kind::gauge, help, labels, settle_as<Gauge>));
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, std::vector<double> bounds, Labels labels) {
  const auto settle = [&bounds](Place& place) {
    if (!place) place = std::make_unique<Instrument>(std::make_unique<Histogram>(bounds));
  };
  auto& made =
      *std::get<std::unique_ptr<Histogram>>(registry_->instrument(name, Kind::histogram, help, labels, settle));
  KONTOR_CHECK(made.bounds() == bounds, "a histogram has one set of bounds");
  return made;
}

void Metrics::observe_gauge(std::string_view name, std::string_view help, Reader read, Labels labels) {
  const auto settle = [&read](Place& place) { place = std::make_unique<Instrument>(std::move(read)); };
  registry_->instrument(name, Kind::gauge, help, labels, settle);
}

void Metrics::observe_counter(std::string_view name, std::string_view help, Reader read, Labels labels) {
  const auto settle = [&read](Place& place) { place = std::make_unique<Instrument>(std::move(read)); };
  registry_->instrument(name, Kind::counter, help, labels, settle);
}

std::string Metrics::render() const {
  return registry_->render();
}

std::vector<std::string> Metrics::names() const {
  return registry_->names();
}

}  // namespace kontor::telemetry
