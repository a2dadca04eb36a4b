#include "kernel/db/session/connection.hpp"

#include <libpq-fe.h>

#include <chrono>

#include "kernel/core/text.hpp"
#include "kernel/db/session/connection_text.hpp"

namespace kontor::db {

namespace {

bool is_failure(const Answer& answer) {
  const auto status = PQresultStatus(answer.get());
  return status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED || status == PGRES_BAD_RESPONSE;
}

std::string_view command_tag(const Answer& answer) {
  return PQcmdStatus(const_cast<PGresult*>(answer.get()));
}

// A commit that waits for the disk, and so for all that was committed before.
constexpr std::string_view kFlush = "select pg_catalog.pg_logical_emit_message(true, 'kontor', '')";

// set local ends with its transaction by itself.
bool sets_locally(std::string_view sql) {
  constexpr std::string_view kLocal = "set local ";
  return sql.size() > kLocal.size() && text::iequals(sql.substr(0, kLocal.size()), kLocal);
}

// 0 where the server names no place. Its position counts characters, from 1.
int failed_line(const Answer& answer, std::string_view sql) {
  const char* field = PQresultErrorField(answer.get(), PG_DIAG_STATEMENT_POSITION);
  auto left = field == nullptr ? 0 : text::parse_int(field).value_or(0);
  if (left <= 0) return 0;
  int line = 1;
  for (const char c : sql) {
    if ((c & 0xC0) != 0x80 && --left <= 0) break;
    if (c == '\n') ++line;
  }
  return line;
}

void require_success(const Answer& answer) {
  if (!answer) throw Unavailable("the connection to PostgreSQL was lost");
  if (is_failure(answer)) raise(failure_of(answer.get()));
}

}  // namespace

Connection::Connection(PGconn* connection, Setup setup)
    : setup_(std::move(setup)), wire_(connection, setup_.answer_timeout), cache_(setup_.kept_statements) {}

void Connection::queue(std::string_view sql, const Params& params) {
  const std::string* name = cache_.find(sql);
  if (name == nullptr) {
    name = &cache_.add(sql);
    wire_.prepare(*name, sql);
    steps_.push_back({Step::Kind::prepare, *name, true});
  }
  wire_.execute(*name, params);
  steps_.push_back({Step::Kind::execute, *name, sets_locally(sql)});
}

void Connection::queue_own(std::string_view sql) {
  queue(sql, {});
  steps_.back().keeps_settings = true;
}

void Connection::drop_old_statements() {
  for (const auto& name : cache_.doomed()) {
    wire_.execute_once("deallocate " + name);
    steps_.push_back({Step::Kind::deallocate, name, true});
  }
}

// An empty module is the login role.
std::string Connection::role_of(std::string_view module) const {
  return module.empty() ? "none" : quoted_identifier(setup_.role_prefix + '_' + std::string(module));
}

void Connection::take_role(std::string_view module) {
  switched_role_ = settings_touched_ || module_ != module;
  if (!switched_role_) return;
  if (settings_touched_) queue_own("reset all");
  queue_own("set role " + role_of(module));
  settings_touched_ = false;
  module_ = module;
}

// After a rollback the session has the role and the settings that it had before.
void Connection::forget_role() {
  if (!switched_role_) return;
  module_.reset();
  settings_touched_ = true;
}

void Connection::open_transaction() {
  if (!begin_for_) return;
  const std::string module = *std::exchange(begin_for_, std::nullopt);
  drop_old_statements();
  queue_own("begin");
  take_role(module);
}

Rows Connection::read(std::string_view module, std::string_view sql, const Params& params) {
  drop_old_statements();
  take_role(module);
  queue(sql, params);
  auto settled = settle();
  if (settled.failure) {
    forget_role();
    raise(*settled.failure);
  }
  return Rows(std::move(settled.answer));
}

void Connection::ping() {
  queue_own("select 1");
  settle_or_raise();
}

void Connection::begin(std::string_view module) {
  begin_for_ = module;
  switched_role_ = false;
}

void Connection::post(std::string_view sql, const Params& params) {
  open_transaction();
  queue(sql, params);
}

void Connection::act_as(std::string_view module) {
  post("set local role " + role_of(module), {});
}

Rows Connection::query(std::string_view sql, const Params& params) {
  post(sql, params);
  auto settled = settle();
  if (settled.failure) raise(*settled.failure);
  require_open_transaction();
  return Rows(std::move(settled.answer));
}

void Connection::be_patient(std::chrono::milliseconds longest) {
  const auto present = wire_.answer_timeout();
  if (present.count() == 0 || longest + kAnswerMargin <= present) return;
  post("select set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $1, true)",
       pack(std::to_string(longest.count())));
  wire_.wait_for_answers(longest + kAnswerMargin);
}

std::uint64_t Connection::copy_in(const std::string& sql, const std::function<bool(std::string&)>& next) {
  open_transaction();
  settle_or_raise();
  const Answer answer = wire_.copy_in(sql, next);
  require_success(answer);
  return Rows(answer).affected();
}

void Connection::script(const std::string& sql) {
  open_transaction();
  settle_or_raise();
  const Answer answer = wire_.script(sql);
  if (answer && is_failure(answer)) {
    auto failure = failure_of(answer.get());
    if (const int line = failed_line(answer, sql); line > 0) failure.message += " (line " + std::to_string(line) + ')';
    raise(failure);
  }
  require_success(answer);
  require_open_transaction();
}

void Connection::commit(bool flush) {
  if (begin_for_) {
    begin_for_.reset();
    return;
  }
  // Found out now, it is known that nothing was committed.
  if (wire_.closed_while_idle()) throw Unavailable("the connection to PostgreSQL was lost");
  queue_own("commit");
  const auto commit_at = steps_.size() - 1;
  if (flush) queue_own(kFlush);
  Settled settled;
  try {
    settled = settle(commit_at);
  } catch (const Unavailable& lost) {
    throw CommitUnknown(lost.what());
  }
  if (settled.failure) {
    forget_role();
    const bool committed_perhaps = settled.failure->ends_session && settled.failed_at == commit_at;
    if (committed_perhaps || settled.failed_at > commit_at) throw CommitUnknown(settled.failure->message);
    raise(*settled.failure);
  }
  // COMMIT of a failed transaction succeeds, says ROLLBACK, and that is what it does.
  if (command_tag(settled.answer) != "COMMIT") {
    forget_role();
    throw StatementFailed("25P02", "the transaction had failed before its commit and was rolled back");
  }
}

void Connection::rollback() noexcept {
  begin_for_.reset();
  wire_.wait_for_answers(setup_.answer_timeout);
  try {
    // Twice where a posted statement fails on the way: what follows it in the pipeline is skipped, ROLLBACK too.
    for (int tries = 0; tries < 2 && !wire_.broken() && (wire_.in_transaction() || !steps_.empty()); ++tries) {
      queue_own("rollback");
      settle();
      forget_role();
    }
  } catch (const std::exception&) {
    wire_.give_up();
  }
}

bool Connection::in_order() const {
  return !wire_.broken() && steps_.empty() && !begin_for_ && !wire_.in_transaction();
}

void Connection::require_open_transaction() const {
  if (!wire_.in_transaction()) throw StatementFailed("25P01", "a statement ended the transaction it was part of");
}

void Connection::settle_or_raise() {
  if (steps_.empty()) return;
  const auto settled = settle();
  if (settled.failure) raise(*settled.failure);
}

Connection::Settled Connection::settle(std::size_t wanted) {
  const auto started = std::chrono::steady_clock::now();
  Settled settled{{}, std::nullopt};
  wire_.sync();
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    Answer answer = wire_.receive();
    if (!is_failure(answer)) {
      note_success(step, answer);
      if (i == wanted) settled.answer = std::move(answer);
      continue;
    }
    if (!settled.failure) {
      settled.failure = failure_of(answer.get());
      settled.failed_at = i;
      note_failure(step, &*settled.failure);
    } else {
      note_failure(step, nullptr);
    }
    if (settled.failure->ends_session) wire_.give_up();
    if (wire_.broken()) break;
  }
  if (!wire_.broken()) wire_.receive_sync();
  steps_.clear();
  if (setup_.statement_seconds != nullptr) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    setup_.statement_seconds->observe(took.count());
  }
  return settled;
}

void Connection::note_success(const Step& step, const Answer& answer) {
  if (step.kind == Step::Kind::deallocate) cache_.deallocated(step.statement);
  if (step.keeps_settings) return;
  const auto tag = command_tag(answer);
  if (tag == "SET" || tag == "RESET") settings_touched_ = true;
}

// `failure` is null for a step that was skipped because of an earlier one.
void Connection::note_failure(const Step& step, const Failure* failure) {
  if (step.kind == Step::Kind::prepare) cache_.forget(step.statement);
  if (step.kind == Step::Kind::prepare || (step.kind == Step::Kind::deallocate && failure != nullptr)) {
    cache_.deallocated(step.statement);
  }
  if (step.kind == Step::Kind::execute && failure != nullptr && failure->outdated_plan) cache_.doom(step.statement);
}

}  // namespace kontor::db
