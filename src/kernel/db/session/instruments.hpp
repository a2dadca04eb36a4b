#pragma once

#include <array>
#include <string_view>

#include "kernel/db/session/failure.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::db {

// What one set of sessions (`pool`: primary, replica) tells the metrics.
class Instruments {
 public:
  Instruments(telemetry::Metrics& metrics, std::string_view pool);

  void count(FailureClass failure) { errors_[static_cast<std::size_t>(failure)]->add(); }

  telemetry::Gauge& size;
  telemetry::Gauge& in_use;
  telemetry::Histogram& wait_seconds;
  telemetry::Histogram& statement_seconds;
  telemetry::Counter& reconnects;

 private:
  std::array<telemetry::Counter*, 5> errors_{};
};

}  // namespace kontor::db
