#include "kernel/db/database.hpp"

#include <algorithm>

#include "kernel/db/failpoints.hpp"
#include "kernel/db/session/attempts.hpp"
#include "kernel/db/session/connection.hpp"
#include "kernel/db/session/session_pool.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::db {

namespace {

constexpr std::string_view kRelax = "set local synchronous_commit = off";

struct RollbackAtEnd {
  Connection& connection;
  ~RollbackAtEnd() { connection.rollback(); }
};

// Tells what was done, but neither a statement nor its values.
class WorkSpan {
 public:
  WorkSpan(const telemetry::Tracer& tracer, std::string_view name, const std::string& module)
      : span_(tracer, name, {.kind = telemetry::SpanKind::client}) {
    span_.set({"db.system.name", "postgresql"}).set({"db.namespace", module});
  }
  void set(const telemetry::LogField& field) { span_.set(field); }
  template <class T>
  Result<T> ended(Result<T> result) {
    if (!result) span_.fail(result.error().code);
    return result;
  }

 private:
  telemetry::Span span_;
};

}  // namespace

Rows Tx::run(std::string_view sql, const Params& params) {
  take_role();
  ++statements_;
  return connection_.query(sql, params);
}

void Tx::queue(std::string_view sql, const Params& params) {
  take_role();
  ++statements_;
  connection_.post(sql, params);
}

std::uint64_t Tx::copy_in(std::string_view sql, const std::function<bool(std::string&)>& next) {
  take_role();
  ++statements_;
  return connection_.copy_in(std::string(sql), next);
}

void Tx::be_patient(std::chrono::seconds longest) {
  connection_.be_patient(longest);
}

void Tx::relax_durability() {
  post(kRelax);
  is_relaxed_ = true;
}

void Tx::demand_durability() {
  if (!is_relaxed_) return;
  post("set local synchronous_commit to default");
  is_relaxed_ = false;
}

void Tx::take_role() {
  if (role_of_ == *acts_for_) return;
  connection_.act_as(*acts_for_);
  role_of_ = *acts_for_;
}

void Tx::commit() {
  for (std::size_t i = 0; i < companions_.size(); ++i) companions_[i]->finish(*this);
  const auto last =
      std::ranges::stable_partition(companions_, [](const auto& one) { return !one->goes_last(); }).begin();
  for (auto one = companions_.begin(); one != last; ++one) (*one)->before_commit(*this);
  // Who waits for these locks does not wait for the disk: a relaxed COMMIT gives them back, and the flush is behind it,
  // in the same round trip (docs/decisions/0046).
  const bool commits_first = !is_relaxed_ && last != companions_.end();
  if (commits_first) post(kRelax);
  for (auto one = last; one != companions_.end(); ++one) (*one)->before_commit(*this);
  pass(kBeforeCommit);
  connection_.commit(commits_first || flushes_behind_);
  pass(kAfterCommit);
  for (const auto& companion : companions_) companion->committed();
}

Database::Database(Pool& pool, std::string module) : pool_(&pool), module_(std::move(module)) {}

Result<void> Database::run_transaction(const std::function<bool(Tx&)>& body) {
  auto& pool = *pool_->impl_;
  WorkSpan span(pool.tracer, "sql transaction", module_);
  int attempts = 0;
  return span.ended(with_session(pool.primary, pool.transaction_attempts, [&](Connection& connection) -> Result<void> {
    span.set({"kontor.db.attempts", ++attempts});
    connection.begin(module_);
    const RollbackAtEnd guard{connection};
    Tx tx(connection, module_);
    const bool commits = body(tx);
    span.set({"kontor.db.outcome", commits ? "commit" : "rollback"});
    if (commits) tx.commit();
    span.set({"kontor.db.statements", tx.statements_});
    return {};
  }));
}

Result<Rows> Database::run_read(std::string_view sql, const Params& params, bool stale_allowed) const {
  auto& pool = *pool_->impl_;
  WorkSpan span(pool.tracer, "sql read", module_);
  const auto read = [&](Connection& connection) -> Result<Rows> { return connection.read(module_, sql, params); };
  if (stale_allowed && pool.replica) {
    auto rows = with_session(*pool.replica, 1, read);
    if (rows || rows.error().kind != ErrorKind::unavailable) return span.ended(std::move(rows));
  }
  return span.ended(with_session(pool.primary, pool.transaction_attempts, read));
}

}  // namespace kontor::db
