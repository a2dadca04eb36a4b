#pragma once

#include <string>

struct pg_conn;
namespace soci {
class session;
}

namespace kontor::db {

// Opens SOCI's session and lends its libpq connection, which lives until the session is closed. Unavailable, with
// libpq's reason, when the server cannot be reached.
pg_conn* open_session(soci::session& session, const std::string& connection_text);

}  // namespace kontor::db
