#include "kernel/db/session/wire.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <cerrno>
#include <exception>
#include <string_view>

#include "kernel/db/errors.hpp"

namespace kontor::db {

namespace {

Answer owned(PGresult* result) {
  return result == nullptr ? Answer() : Answer(result, [](const pg_result* r) { PQclear(const_cast<PGresult*>(r)); });
}

// Notices are of no use to anybody here, except the one that announces the end.
void on_notice(void* broken, const PGresult* notice) {
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::string_view(severity) == "FATAL") *static_cast<bool*>(broken) = true;
}

}  // namespace

Wire::Wire(PGconn* connection, std::chrono::milliseconds answer_timeout)
    : connection_(connection), answer_timeout_(answer_timeout) {
  PQsetNoticeReceiver(connection_, on_notice, &broken_);
  require(PQsetnonblocking(connection_, 1) == 0);
  require(PQenterPipelineMode(connection_));
}

Wire::~Wire() {
  PQsetNoticeReceiver(
      connection_, [](void*, const PGresult*) {}, nullptr);
}

void Wire::lose(const char* why) {
  broken_ = true;
  throw Unavailable(why);
}

void Wire::require(int sent) {
  if (!sent) lose("the connection to PostgreSQL was lost");
}

void Wire::prepare(const std::string& name, std::string_view sql) {
  require(PQsendPrepare(connection_, name.c_str(), std::string(sql).c_str(), 0, nullptr));
}

void Wire::execute(const std::string& name, const Params& params) {
  const std::size_t count = params.size();
  values_.resize(count);
  lengths_.resize(count);
  formats_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    values_[i] = params.value(i);
    lengths_[i] = params.length(i);
    formats_[i] = params.is_binary(i) ? 1 : 0;
  }
  require(PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(count), values_.data(), lengths_.data(),
                              formats_.data(), 0));
}

void Wire::execute_once(const std::string& sql) {
  require(PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0));
}

void Wire::sync() {
  require(PQpipelineSync(connection_));
}

void Wire::wait_for_input() {
  const int timeout = answer_timeout_.count() > 0 ? static_cast<int>(answer_timeout_.count()) : -1;
  for (;;) {
    const int unsent = PQflush(connection_);
    if (unsent < 0) lose("the connection to PostgreSQL was lost");
    pollfd socket{PQsocket(connection_), static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN), 0};
    const int ready = ::poll(&socket, 1, timeout);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) lose("PostgreSQL did not answer in time");
    if (socket.revents == POLLOUT) continue;
    require(PQconsumeInput(connection_));
    return;
  }
}

Answer Wire::next_result() {
  while (PQisBusy(connection_)) wait_for_input();
  return owned(PQgetResult(connection_));
}

Answer Wire::receive() {
  Answer answer = next_result();
  if (!answer) lose("the connection to PostgreSQL was lost");
  const auto status = PQresultStatus(answer.get());
  if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
    give_up();
    throw StatementFailed("0A000", "COPY cannot be queued: Tx::copy_in is for that");
  }
  if (PQstatus(connection_) == CONNECTION_BAD) broken_ = true;
  while (!broken_ && next_result()) {
  }
  return answer;
}

void Wire::receive_sync() {
  const Answer answer = next_result();
  if (!answer || PQresultStatus(answer.get()) != PGRES_PIPELINE_SYNC) lose("PostgreSQL answered out of order");
}

// While it lives the connection speaks the simple protocol and blocks.
class Wire::OutsidePipeline {
 public:
  explicit OutsidePipeline(Wire& wire) : wire_(wire) {
    wire_.require(PQexitPipelineMode(wire_.connection_));
    wire_.require(PQsetnonblocking(wire_.connection_, 0) == 0);
  }
  ~OutsidePipeline() {
    wire_.broken_ = wire_.broken_ || PQstatus(wire_.connection_) == CONNECTION_BAD ||
                    PQsetnonblocking(wire_.connection_, 1) != 0 || !PQenterPipelineMode(wire_.connection_);
  }
  OutsidePipeline(const OutsidePipeline&) = delete;
  OutsidePipeline& operator=(const OutsidePipeline&) = delete;

 private:
  Wire& wire_;
};

Answer Wire::script(const std::string& sql) {
  const OutsidePipeline outside(*this);
  return owned(PQexec(connection_, sql.c_str()));
}

Answer Wire::last_result() {
  Answer last;
  while (Answer next = owned(PQgetResult(connection_))) {
    if (!last || PQresultStatus(last.get()) != PGRES_FATAL_ERROR) last = std::move(next);
  }
  return last;
}

Answer Wire::copy_in(const std::string& sql, const std::function<bool(std::string&)>& next) {
  const OutsidePipeline outside(*this);
  Answer answer = owned(PQexec(connection_, sql.c_str()));
  if (!answer || PQresultStatus(answer.get()) != PGRES_COPY_IN) return answer;
  std::exception_ptr interrupted;
  try {
    std::string rows;
    while (rows.clear(), next(rows)) {
      if (PQputCopyData(connection_, rows.data(), static_cast<int>(rows.size())) != 1) break;
    }
  } catch (...) {
    interrupted = std::current_exception();
  }
  PQputCopyEnd(connection_, interrupted ? "the rows ended early" : nullptr);
  answer = last_result();
  if (interrupted) std::rethrow_exception(interrupted);
  return answer;
}

bool Wire::in_transaction() const {
  return PQtransactionStatus(connection_) != PQTRANS_IDLE;
}

bool Wire::closed_while_idle() {
  pollfd socket{PQsocket(connection_), POLLIN, 0};
  while (!broken_ && ::poll(&socket, 1, 0) > 0) {
    if (!PQconsumeInput(connection_)) broken_ = true;
    // Parses what came: a changed setting is fine, FATAL reaches on_notice.
    PQisBusy(connection_);
  }
  return broken_ || PQstatus(connection_) == CONNECTION_BAD;
}

}  // namespace kontor::db
