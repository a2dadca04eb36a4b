#include "kernel/db/session/instruments.hpp"

namespace kontor::db {

namespace {

telemetry::Labels labels(std::string_view pool) {
  return {{"pool", std::string(pool)}};
}

}  // namespace

Instruments::Instruments(telemetry::Metrics& metrics, std::string_view pool)
    : size(metrics.gauge("kontor_db_pool_size", "Sessions that the pool may open.", labels(pool))),
      in_use(metrics.gauge("kontor_db_pool_in_use", "Sessions that are working for somebody.", labels(pool))),
      wait_seconds(metrics.histogram("kontor_db_pool_wait_seconds", "Wait for a free session.",
                                     telemetry::latency_bounds_seconds(), labels(pool))),
      statement_seconds(metrics.histogram("kontor_db_statement_seconds", "One round trip to PostgreSQL.",
                                          telemetry::latency_bounds_seconds(), labels(pool))),
      reconnects(
          metrics.counter("kontor_db_reconnects_total", "Sessions that were lost and opened again.", labels(pool))) {
  for (std::size_t i = 0; i < errors_.size(); ++i) {
    auto with_class = labels(pool);
    with_class.emplace_back("class", to_string(static_cast<FailureClass>(i)));
    errors_[i] =
        &metrics.counter("kontor_db_errors_total", "Failed statements and lost sessions by class.", with_class);
  }
}

}  // namespace kontor::db
