#include "kernel/http/health.hpp"

#include <map>

namespace kontor::http {
namespace {

struct Liveness {
  std::string status;
};
KONTOR_DESCRIBE(Liveness, status)

struct Readiness {
  std::string status;
  std::vector<std::string> reasons;

  static void rules(json::Rules<Readiness>& rule) {
    rule(&Readiness::status).one_of({"ready", "not_ready"}).example("ready");
    rule(&Readiness::reasons).doc("What is missing").example("database: no connection");
  }
};
KONTOR_DESCRIBE(Readiness, status, reasons)

struct PartHealth {
  std::string status;
  std::optional<std::string> detail;

  static void rules(json::Rules<PartHealth>& rule) {
    rule(&PartHealth::status).one_of({"ok", "failing"}).example("ok");
  }
};
KONTOR_DESCRIBE(PartHealth, status, detail)

struct Overview {
  std::string status;
  std::map<std::string, PartHealth> modules;
  std::map<std::string, PartHealth> dependencies;

  static void rules(json::Rules<Overview>& rule) { rule(&Overview::status).one_of({"ok", "failing"}).example("ok"); }
};
KONTOR_DESCRIBE(Overview, status, modules, dependencies)

constexpr int kUnavailable = 503;

template <class View>
Reply<View> reply(View view, bool ready) {
  if (ready) return {std::move(view)};
  return {std::move(view), kUnavailable, {{"Retry-After", "1"}}};
}

Reply<Readiness> readiness(const Health::Report& report) {
  Readiness view{report.ready ? "ready" : "not_ready", {}};
  for (const auto& finding : report.findings) {
    if (!finding.trouble.empty()) view.reasons.push_back(finding.name + ": " + finding.trouble);
  }
  return reply(std::move(view), report.ready);
}

Reply<Overview> overview(const Health::Report& report) {
  Overview view{report.ready ? "ok" : "failing", {}, {}};
  for (const auto& finding : report.findings) {
    auto& part = (finding.is_module ? view.modules : view.dependencies)[finding.name];
    part.status = finding.trouble.empty() ? "ok" : "failing";
    if (!finding.trouble.empty()) part.detail = finding.trouble;
  }
  return reply(std::move(view), report.ready);
}

// A check that throws has found its trouble, too.
std::string trouble_of(const HealthCheck& check) {
  try {
    const auto sound = check();
    return sound ? std::string() : sound.error().detail;
  } catch (const std::exception& error) {
    return error.what();
  }
}

auto probe(const char* path, const char* summary) {
  return get(path)
      .at_root()
      .summary(summary)
      .tag("operations")
      .access(auth::Access::anyone())
      .operational()
      .takes_any_query();
}

}  // namespace

Health::Health(const Clock& clock, std::chrono::milliseconds remember_for)
    : clock_(clock),
      remember_for_(remember_for),
      report_(std::make_shared<const Report>(Report{false, {{"process", false, "is starting"}}})) {}

void Health::add_dependency(std::string name, HealthCheck check) {
  checks_.push_back({std::move(name), false, std::move(check)});
}

void Health::add_module(std::string name, HealthCheck check) {
  checks_.push_back({std::move(name), true, std::move(check)});
}

std::shared_ptr<const Health::Report> Health::report() {
  if (shutting_down_.load()) {
    return std::make_shared<const Report>(Report{false, {{"process", false, "is shutting down"}}});
  }
  if (const std::lock_guard lock(mutex_); clock_.monotonic() < fresh_until_) return report_;
  const std::unique_lock examining(examining_, std::try_to_lock);
  if (!examining) return last();
  auto made = examine();
  const std::lock_guard lock(mutex_);
  report_ = std::move(made);
  fresh_until_ = clock_.monotonic() + remember_for_;
  return report_;
}

std::shared_ptr<const Health::Report> Health::last() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

std::shared_ptr<const Health::Report> Health::examine() const {
  Report report{true, {}};
  for (const auto& check : checks_) {
    report.findings.push_back({check.name, check.is_module, trouble_of(check.run)});
    report.ready = report.ready && report.findings.back().trouble.empty();
  }
  return std::make_shared<const Report>(std::move(report));
}

std::vector<Endpoint> health_endpoints(Health& health) {
  const auto alive = std::make_shared<const Content>(json::to_json(Liveness{"alive"}), "application/json");
  return {
      probe("/livez", "Whether this process answers")
          .answers<Liveness>()
          .from_memory()
          .handle([alive](const auto&) -> Result<ContentPtr> { return alive; }),
      probe("/readyz", "Whether this process can serve")
          .answers<Readiness>()
          .fails({"unavailable"})
          .handle([&health](const auto&) -> Result<Reply<Readiness>> { return readiness(*health.report()); }),
      probe("/health", "How each module and dependency is")
          .answers<Overview>()
          .handle([&health](const auto&) -> Result<Reply<Overview>> { return overview(*health.report()); }),
  };
}

Endpoint metrics_endpoint(const telemetry::Metrics& metrics) {
  return probe("/metrics", "Metrics in the text format of Prometheus")
      .produces("text/plain; version=0.0.4; charset=utf-8")
      .from_memory()
      .handle([&metrics](const auto&) -> Result<Response> {
        Response response;
        response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        response.body = metrics.render();
        return response;
      });
}

}  // namespace kontor::http
