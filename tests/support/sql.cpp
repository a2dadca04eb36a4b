#include "support/sql.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <stdexcept>

namespace kontor::test {

SqlSession::SqlSession(const std::string& url) : connection_(PQconnectdb(url.c_str()), &PQfinish) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
}

std::string SqlSession::run(const std::string& sql) {
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(PQerrorMessage(connection_.get()));
  }
  return PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

bool SqlSession::renew() {
  if (PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) return false;
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_.get(), "discard all"), &PQclear);
  return PQresultStatus(result.get()) == PGRES_COMMAND_OK;
}

bool SqlSession::is_open() const {
  // Nobody has asked: whatever the server has to say is a farewell.
  pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
  return ::poll(&socket, 1, 0) == 0;
}

std::string KeptSession::run(const std::string& sql) {
  auto session = take();
  if (!session || !session->is_open()) session = std::make_unique<SqlSession>(url_);
  auto answer = session->run(sql);
  if (session->renew()) keep(std::move(session));
  return answer;
}

std::unique_ptr<SqlSession> KeptSession::take() {
  const std::lock_guard lock(mutex_);
  return std::move(kept_);
}

void KeptSession::keep(std::unique_ptr<SqlSession> session) {
  const std::lock_guard lock(mutex_);
  kept_ = std::move(session);
}

std::string run_sql(const std::string& url, const std::string& sql) {
  return SqlSession(url).run(sql);
}

}  // namespace kontor::test
