#include "kernel/db/session/session_pool.hpp"

#include <libpq-fe.h>
#include <soci/connection-pool.h>
#include <soci/session.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "kernel/core/giving_way.hpp"
#include "kernel/db/session/connection_text.hpp"
#include "kernel/db/session/open_session.hpp"

namespace kontor::db {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFewestForAll = 4;  // however few the processors

std::string text_or_throw(const std::string& url, const DatabaseSettings& settings) {
  auto text = connection_text(url, {settings.connect_timeout_ms, settings.statement_timeout_ms,
                                    settings.lock_timeout_ms, settings.idle_in_transaction_timeout_ms});
  if (!text) throw std::invalid_argument("the database's URL " + text.error().detail);
  return *std::move(text);
}

int sessions_for_all(const DatabaseSettings& settings) {
  const int processors = static_cast<int>(std::thread::hardware_concurrency());
  const int wanted =
      settings.sessions_for_all > 0 ? settings.sessions_for_all : std::max(2 * processors, kFewestForAll);
  return std::min(wanted, settings.pool_size);
}

}  // namespace

SessionPool::SessionPool(std::string_view name, const std::string& url, const DatabaseSettings& settings,
                         const telemetry::Log& log, telemetry::Metrics& metrics)
    : name_(name),
      connection_text_(text_or_throw(url, settings)),
      role_prefix_(settings.role_prefix),
      wait_ms_(settings.pool_wait_ms),
      answer_timeout_(settings.statement_timeout_ms > 0
                          ? std::chrono::milliseconds(settings.statement_timeout_ms) + kAnswerMargin
                          : std::chrono::milliseconds(0)),
      log_(log),
      instruments_(metrics, name),
      turnstile_(static_cast<std::size_t>(sessions_for_all(settings))),
      sessions_(std::make_unique<soci::connection_pool>(static_cast<std::size_t>(settings.pool_size))),
      slots_(static_cast<std::size_t>(settings.pool_size)) {
  instruments_.size.set(settings.pool_size);
}

SessionPool::~SessionPool() = default;

Result<Lease> SessionPool::lease() {
  const auto started = Clock::now();
  const bool gives_way = GivingWay::here();
  const auto position = free_slot(gives_way, started + std::chrono::milliseconds(wait_ms_));
  instruments_.wait_seconds.observe(std::chrono::duration<double>(Clock::now() - started).count());
  if (!position) return unavailable("No database session became free in time.");
  instruments_.in_use.add(1);
  Lease lease(*this, *position, gives_way);
  auto ready = make_ready(*position);
  if (!ready) return std::move(ready).error();
  return lease;
}

std::optional<std::size_t> SessionPool::free_slot(bool gives_way, Clock::time_point until) {
  if (!turnstile_.enter(gives_way, until)) return std::nullopt;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
  std::size_t position = 0;
  if (sessions_->try_lease(position, std::max(0, static_cast<int>(left.count())))) return position;
  turnstile_.leave(gives_way);
  return std::nullopt;
}

Result<void> SessionPool::make_ready(std::size_t position) {
  auto& connection = slots_[position].connection;
  if (connection && connection->closed_while_idle()) close(position);
  return connection ? Result<void>() : open(position);
}

Result<void> SessionPool::open(std::size_t position) {
  if (!gate_.enter(Clock::now())) return unavailable("The database cannot be reached.");
  Slot& slot = slots_[position];
  soci::session& session = sessions_->at(position);
  try {
    pg_conn* connection = open_session(session, connection_text_);
    const std::string prefix = role_prefix_.empty() ? PQdb(connection) : role_prefix_;
    slot.connection = std::make_unique<Connection>(
        connection, Connection::Setup{prefix, answer_timeout_, 256, &instruments_.statement_seconds});
  } catch (const std::exception& failure) {
    close(position);
    if (gate_.failed(Clock::now())) {
      log_.warn("database_unreachable", {{"pool", name_}, {"reason", failure.what()}});
    }
    instruments_.count(FailureClass::unavailable);
    return unavailable("The database cannot be reached.");
  }
  gate_.succeeded();
  if (std::exchange(slot.was_open, true)) instruments_.reconnects.add();
  return {};
}

void SessionPool::close(std::size_t position) {
  slots_[position].connection.reset();
  soci::session& session = sessions_->at(position);
  if (session.get_backend() != nullptr) session.close();
}

void SessionPool::give_back(std::size_t position, bool gave_way) {
  const auto& connection = slots_[position].connection;
  if (connection && !connection->in_order()) close(position);
  instruments_.in_use.add(-1);
  sessions_->give_back(position);
  turnstile_.leave(gave_way);
}

}  // namespace kontor::db
