#include "kernel/db/session/open_session.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/session.h>

#include <memory>

#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"

namespace kontor::db {

namespace {

std::string on_one_line(std::string_view message) {
  std::string line;
  for (const auto part : text::split(message, '\n')) {
    line.append(line.empty() || part.empty() ? "" : " ").append(text::trim(part));
  }
  return line;
}

// SOCI never frees a connection that it could not open: a server away for an hour would cost a gigabyte. So it is only
// asked for what has just worked.
void require_reachable(const std::string& connection_text) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> probe(PQconnectdb(connection_text.c_str()), &PQfinish);
  if (PQstatus(probe.get()) != CONNECTION_OK) throw Unavailable(on_one_line(PQerrorMessage(probe.get())));
}

// SOCI does not export the type information of its backend, which UBSan would check here.
[[gnu::no_sanitize("vptr")]] pg_conn* libpq_of(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

}  // namespace

pg_conn* open_session(soci::session& session, const std::string& connection_text) {
  require_reachable(connection_text);
  try {
    session.open(soci::postgresql, connection_text);
  } catch (const soci::soci_error& failure) {
    throw Unavailable(on_one_line(failure.what()));
  }
  return libpq_of(session);
}

}  // namespace kontor::db
