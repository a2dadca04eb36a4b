#pragma once

#include <string>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::db {

// What every session is opened with; 0: no limit.
struct SessionLimits {
  int connect_timeout_ms = 0;
  int statement_timeout_ms = 0;
  int lock_timeout_ms = 0;
  int idle_in_transaction_timeout_ms = 0;
};

// libpq's connection string for a URL or key=value string of the configuration, with our settings of the session:
// the limits, UTC, ISO dates, UTF-8, and an empty search path, because SQL names its schema. Error `invalid` for what
// libpq cannot read; it never quotes the text, which may hold a password.
Result<std::string> connection_text(const std::string& url, const SessionLimits& limits);

// Whom that URL logs in as.
std::string login_of(const std::string& url);

// "name", with quotes inside doubled.
std::string quoted_identifier(std::string_view name);

}  // namespace kontor::db
