#include "kernel/db/pool.hpp"

#include "kernel/db/session/attempts.hpp"
#include "kernel/db/session/session_pool.hpp"

namespace kontor::db {

Pool::Impl::Impl(const DatabaseSettings& settings, const telemetry::Log& log, telemetry::Metrics& metrics,
                 telemetry::Tracer spans)
    : primary("primary", settings.url, settings, log, metrics),
      transaction_attempts(settings.transaction_attempts),
      tracer(spans) {
  if (!settings.replica_url.empty()) {
    replica = std::make_unique<SessionPool>("replica", settings.replica_url, settings, log, metrics);
  }
}

Pool::Pool(const DatabaseSettings& settings, const telemetry::Log& log, telemetry::Metrics& metrics,
           telemetry::Tracer tracer)
    : impl_(std::make_unique<Impl>(settings, log, metrics, tracer)) {}

Pool::~Pool() = default;

Result<void> Pool::ping() {
  return with_session(impl_->primary, 1, [](Connection& connection) -> Result<void> {
    connection.ping();
    return {};
  });
}

}  // namespace kontor::db
