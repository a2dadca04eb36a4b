#include "kernel/db/open_session.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/session.h>

#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"

namespace kontor::db {

namespace {

// SOCI's own first line says nothing; libpq's lines follow it.
std::string reason_of(std::string_view message) {
  std::string reason;
  for (const auto line : text::split(message, '\n')) {
    const auto trimmed = text::trim(line);
    if (trimmed.empty() || trimmed.starts_with("Cannot establish connection")) continue;
    reason.append(reason.empty() ? "" : " ").append(trimmed);
  }
  return reason;
}

}  // namespace

pg_conn* open_session(soci::session& session, const std::string& connection_text) {
  try {
    session.open(soci::postgresql, connection_text);
  } catch (const soci::soci_error& failure) {
    throw Unavailable(reason_of(failure.what()));
  }
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

}  // namespace kontor::db
