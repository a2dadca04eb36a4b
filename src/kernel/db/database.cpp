#include "kernel/db/database.hpp"

#include "kernel/db/session/attempts.hpp"
#include "kernel/db/session/connection.hpp"
#include "kernel/db/session/session_pool.hpp"

namespace kontor::db {

namespace {

struct RollbackAtEnd {
  Connection& connection;
  ~RollbackAtEnd() { connection.rollback(); }
};

}  // namespace

Rows Tx::run(std::string_view sql, const Params& params) {
  return connection_.query(sql, params);
}

void Tx::queue(std::string_view sql, const Params& params) {
  connection_.post(sql, params);
}

std::uint64_t Tx::copy_in(std::string_view sql, const std::function<bool(std::string&)>& next) {
  return connection_.copy_in(std::string(sql), next);
}

void Tx::commit() {
  for (std::size_t i = 0; i < companions_.size(); ++i) companions_[i]->before_commit(*this);
  connection_.commit();
  for (const auto& companion : companions_) companion->committed();
}

Database::Database(Pool& pool, std::string module) : pool_(&pool), module_(std::move(module)) {}

Result<void> Database::run_transaction(const std::function<bool(Tx&)>& body) {
  auto& pool = *pool_->impl_;
  return with_session(pool.primary, pool.transaction_attempts, [&](Connection& connection) -> Result<void> {
    connection.begin(module_);
    const RollbackAtEnd guard{connection};
    Tx tx(connection);
    if (body(tx)) tx.commit();
    return {};
  });
}

Result<Rows> Database::run_read(std::string_view sql, const Params& params, bool stale_allowed) const {
  auto& pool = *pool_->impl_;
  const auto read = [&](Connection& connection) -> Result<Rows> { return connection.read(module_, sql, params); };
  if (stale_allowed && pool.replica) {
    auto rows = with_session(*pool.replica, 1, read);
    if (rows || rows.error().kind != ErrorKind::unavailable) return rows;
  }
  return with_session(pool.primary, pool.transaction_attempts, read);
}

}  // namespace kontor::db
