#pragma once

#include <array>
#include <atomic>
#include <string_view>

#include "kernel/http/edge/framing.hpp"
#include "kernel/http/edge/worker_pool.hpp"
#include "kernel/http/server.hpp"

namespace boost::asio::ssl {
class context;
}

namespace kontor::http {

// kontor_http_refused_total by reason, and what else the edge counts.
class EdgeMetrics {
 public:
  explicit EdgeMetrics(telemetry::Metrics& metrics);

  void refused(std::string_view reason);
  // For want of a worker.
  void turned_away(Priority priority, double seconds);

  telemetry::Gauge& connections;
  telemetry::Counter& connections_total;
  telemetry::Gauge& websockets;
  telemetry::Counter& websockets_dropped;

 private:
  static constexpr std::size_t kReasons = 10;
  struct Refused {
    std::string_view reason;
    telemetry::Counter* counter;
  };
  std::array<Refused, kReasons> refused_;
  std::array<telemetry::Counter*, kPriorities> shed_{};
  telemetry::Histogram& refusal_seconds_;
};

// What all connections of one server share.
struct Edge {
  const HttpSettings& settings;
  HeadLimits head_limits;
  Handler& handler;
  const telemetry::Log& log;
  EdgeMetrics& metrics;
  WorkerPools& workers;
  boost::asio::ssl::context* tls;      // null: plain
  std::atomic<int> spooled_bodies{0};  // in files at this moment
  std::atomic<bool> draining{false};
};

}  // namespace kontor::http
