#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/errors.hpp"
#include "kernel/db/param.hpp"
#include "kernel/db/rows.hpp"
#include "kernel/db/session/failure.hpp"
#include "kernel/db/session/statement_cache.hpp"
#include "kernel/db/session/wire.hpp"
#include "kernel/telemetry/metrics.hpp"

namespace kontor::db {

// How much longer than the server's own limit an answer is waited for: then the server or the network went silent.
inline constexpr std::chrono::milliseconds kAnswerMargin{5000};

// The answer to COMMIT was lost: it may have happened or not.
class CommitUnknown : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// One session with PostgreSQL: kept statements, the role it acts in, at most one transaction. What fails throws as
// db/errors.hpp says. The role is the session's and is changed only when another module takes the session
// (docs/decisions/0003).
class Connection {
 public:
  struct Setup {
    std::string role_prefix;
    std::chrono::milliseconds answer_timeout{0};
    std::size_t kept_statements = 256;
    telemetry::Histogram* statement_seconds = nullptr;
  };
  Connection(pg_conn* connection, Setup setup);

  // One statement in a transaction of its own. An empty module is the login role.
  Rows read(std::string_view module, std::string_view sql, const Params& params);

  // BEGIN travels with the first statement.
  void begin(std::string_view module);
  void post(std::string_view sql, const Params& params);
  // For the rest of the transaction, or until it is somebody else's turn.
  void act_as(std::string_view module);
  Rows query(std::string_view sql, const Params& params);
  std::uint64_t copy_in(const std::string& sql, const std::function<bool(std::string&)>& next);
  // Raises how long a statement may take, on both sides, until the transaction ends.
  void be_patient(std::chrono::milliseconds longest);
  // Returns only when the server has said COMMIT. Whatever it throws, nothing was committed, CommitUnknown excepted.
  // With `flush`, what was committed without waiting for the disk is on it, too, when it returns.
  void commit(bool flush = false);
  // Ends every transaction, also one that has committed. A lost session is rolled back by its end.
  void rollback() noexcept;

  // Several statements in the simple protocol, without values; within the transaction that has begun.
  void script(const std::string& sql);

  // Is the server there?
  void ping();
  // Nothing is left over: no transaction, nothing queued, not broken.
  bool in_order() const;
  bool closed_while_idle() { return wire_.closed_while_idle(); }

 private:
  struct Step {
    enum class Kind { prepare, execute, deallocate } kind;
    std::string statement;
    bool keeps_settings;
  };
  struct Settled {
    Answer answer;  // of the step that was asked for
    std::optional<Failure> failure;
    std::size_t failed_at = 0;
  };

  std::string role_of(std::string_view module) const;
  void take_role(std::string_view module);
  void forget_role();
  void open_transaction();
  void drop_old_statements();
  void queue(std::string_view sql, const Params& params);
  void queue_own(std::string_view sql);
  Settled settle() { return settle(steps_.size() - 1); }
  Settled settle(std::size_t wanted);
  void settle_or_raise();
  void note_success(const Step& step, const Answer& answer);
  void note_failure(const Step& step, const Failure* failure);
  void require_open_transaction() const;

  Setup setup_;
  Wire wire_;
  StatementCache cache_;
  std::vector<Step> steps_;
  std::optional<std::string> begin_for_;  // BEGIN has not been sent yet
  std::optional<std::string> module_;     // whose role the session has; unknown after a failure
  bool settings_touched_ = false;         // a statement changed a setting of the session
  bool switched_role_ = false;            // in the present transaction, so undone by its rollback
};

}  // namespace kontor::db
