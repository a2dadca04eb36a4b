#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/db/session/connect_gate.hpp"
#include "kernel/db/session/connection.hpp"
#include "kernel/db/session/instruments.hpp"
#include "kernel/db/session/turnstile.hpp"

namespace soci {
class connection_pool;
}

namespace kontor::db {

class Lease;

// SOCI's pool of sessions with one server. Sessions are opened when they are first needed; one that comes back with a
// transaction open, or that the server closed, is replaced.
class SessionPool {
 public:
  // A URL that libpq cannot read throws std::invalid_argument.
  SessionPool(std::string_view name, const std::string& url, const DatabaseSettings& settings,
              const telemetry::Log& log, telemetry::Metrics& metrics);
  ~SessionPool();
  SessionPool(const SessionPool&) = delete;
  SessionPool& operator=(const SessionPool&) = delete;

  // `unavailable` when no session becomes free within the pool's wait, or the server cannot be reached.
  Result<Lease> lease();

  Instruments& instruments() { return instruments_; }

 private:
  friend class Lease;
  struct Slot {
    std::unique_ptr<Connection> connection;
    bool was_open = false;
  };
  std::optional<std::size_t> free_slot(bool gives_way, std::chrono::steady_clock::time_point until);
  Result<void> make_ready(std::size_t position);
  Result<void> open(std::size_t position);
  void close(std::size_t position);
  void give_back(std::size_t position, bool gave_way);

  std::string name_;
  std::string connection_text_;
  std::string role_prefix_;
  int wait_ms_;
  std::chrono::milliseconds answer_timeout_;
  const telemetry::Log& log_;
  Instruments instruments_;
  Turnstile turnstile_;
  ConnectGate gate_;
  std::unique_ptr<soci::connection_pool> sessions_;
  std::vector<Slot> slots_;  // each touched only by whoever leases it
};

// A session in one hand; goes back to its pool at the end.
class Lease {
 public:
  Lease(SessionPool& pool, std::size_t position, bool gave_way)
      : pool_(&pool), position_(position), gave_way_(gave_way) {}
  Lease(Lease&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), position_(other.position_), gave_way_(other.gave_way_) {}
  Lease& operator=(Lease&&) = delete;
  ~Lease() {
    if (pool_ != nullptr) pool_->give_back(position_, gave_way_);
  }
  Connection& connection() { return *pool_->slots_[position_].connection; }

 private:
  SessionPool* pool_;
  std::size_t position_;
  bool gave_way_;
};

class Pool::Impl {
 public:
  Impl(const DatabaseSettings& settings, const telemetry::Log& log, telemetry::Metrics& metrics,
       telemetry::Tracer spans);

  SessionPool primary;
  std::unique_ptr<SessionPool> replica;
  int transaction_attempts;
  telemetry::Tracer tracer;
};

}  // namespace kontor::db
