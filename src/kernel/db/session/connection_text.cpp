#include "kernel/db/session/connection_text.hpp"

#include <libpq-fe.h>

#include <map>
#include <memory>

namespace kontor::db {

namespace {

using Parts = std::map<std::string, std::string>;

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Options parse(const std::string& url) {
  return {PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree};
}

std::string user_in(const PQconninfoOption* option) {
  for (; option != nullptr && option->keyword != nullptr; ++option) {
    if (std::string_view(option->keyword) == "user" && option->val != nullptr) return option->val;
  }
  return "";
}

// Statements that may read no table whole look endlessly dear to the planner: where the server compiles what is dear,
// each run of them would take half a second.
std::string session_options(const SessionLimits& limits) {
  std::string options = "-c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex -c jit=off -c search_path=";
  options += " -c statement_timeout=" + std::to_string(limits.statement_timeout_ms);
  options += " -c lock_timeout=" + std::to_string(limits.lock_timeout_ms);
  options += " -c idle_in_transaction_session_timeout=" + std::to_string(limits.idle_in_transaction_timeout_ms);
  return options;
}

void add_ours(Parts& parts, const SessionLimits& limits) {
  auto& options = parts["options"];
  options += (options.empty() ? "" : " ") + session_options(limits);
  parts["client_encoding"] = "UTF8";
  if (limits.connect_timeout_ms > 0) {
    parts["connect_timeout"] = std::to_string((limits.connect_timeout_ms + 999) / 1000);
  }
  parts.try_emplace("application_name", "kontor");
  // A peer that vanished without a word is noticed in seconds, not hours.
  parts.try_emplace("keepalives_idle", "10");
  parts.try_emplace("keepalives_interval", "5");
  parts.try_emplace("keepalives_count", "3");
  parts.try_emplace("tcp_user_timeout", "15000");
}

std::string quoted_value(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out += '\'';
}

}  // namespace

Result<std::string> connection_text(const std::string& url, const SessionLimits& limits) {
  const Options parsed = parse(url);
  if (!parsed) return Error{ErrorKind::invalid, "database_url", "is no URL of a PostgreSQL database"};
  Parts parts;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) parts[option->keyword] = option->val;
  }
  add_ours(parts, limits);
  std::string text;
  for (const auto& [key, value] : parts) {
    if (!text.empty()) text += ' ';
    text += key + '=' + quoted_value(value);
  }
  return text;
}

std::string login_of(const std::string& url) {
  const Options parsed = parse(url);
  if (auto user = user_in(parsed.get()); !user.empty()) return user;
  const Options defaults(PQconndefaults(), &PQconninfoFree);
  return user_in(defaults.get());
}

std::string quoted_identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out += '"';
}

}  // namespace kontor::db
