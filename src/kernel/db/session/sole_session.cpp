#include "kernel/db/session/sole_session.hpp"

#include "kernel/db/session/connection_text.hpp"
#include "kernel/db/session/open_session.hpp"

namespace kontor::db {

SoleSession::SoleSession(const std::string& url, int connect_timeout_ms) {
  const auto text = connection_text(url, {.connect_timeout_ms = connect_timeout_ms});
  if (!text) throw Unavailable("the database's URL " + text.error().detail);
  connection_ = std::make_unique<Connection>(open_session(session_, *text), Connection::Setup{});
}

}  // namespace kontor::db
