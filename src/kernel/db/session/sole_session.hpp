#pragma once

#include <soci/session.h>

#include <memory>
#include <string>

#include "kernel/db/session/connection.hpp"

namespace kontor::db {

// A session outside the pool, without limits of time; for migrations.
class SoleSession {
 public:
  // No server, or a URL that cannot be read: Unavailable.
  SoleSession(const std::string& url, int connect_timeout_ms);

  Connection& connection() { return *connection_; }

 private:
  soci::session session_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kontor::db
