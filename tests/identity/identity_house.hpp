#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/gate.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/api.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/identity/module.hpp"
#include "support/test_database.hpp"

namespace kontor::identity::test {

using Json = nlohmann::json;
using Headers = std::vector<std::pair<std::string, std::string>>;

// What stands behind the # of a link.
std::string token_of(const std::string& link);

// An answer as a client sees it.
struct Answer {
  int status = 0;
  Json body;  // null where there is none; of what is no JSON the text
  Headers headers;

  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  // The pointers and codes of what is wrong: "/email format".
  std::vector<std::string> problems() const;
  std::string header(std::string_view name) const;
};

struct Ask {
  std::string method = "GET";
  std::string path;  // below /api/v1, unless it begins with /.well-known or /setup
  Json body = nullptr;
  std::string token = {};  // of access
  Headers headers = {};
  std::string address = "192.0.2.7";
};

// The module behind the pipeline, on a database of its own, with a real log, gate and Once. Passwords cost little, and
// the limits per minute are off. Safe from any thread.
class IdentityHouse {
 public:
  struct Changes {
    IdentitySettings settings = cheap();
    auth::AuthSettings auth = {};
    crypto::KeyWrap wrap = {};
    int pool_size = 6;
    bool has_signing_key = true;  // as making one takes longer than all the rest of a house
  };
  static IdentitySettings cheap();

  IdentityHouse() : IdentityHouse(Changes{}) {}
  explicit IdentityHouse(Changes changes);

  Answer send(const Ask& ask);
  Answer get(std::string path, std::string token = {});
  Answer post(std::string path, Json body, std::string token = {});
  Answer del(std::string path, std::string token);

  // Sessions as the endpoints answer them; a failure fails the test.
  Json register_user(const std::string& email, const std::string& password = kPassword);
  Json login(const std::string& email, const std::string& password = kPassword);
  Answer try_login(const std::string& email, const std::string& password = kPassword,
                   const std::string& address = "192.0.2.7");
  Answer refresh(const std::string& token);

  // The gate judges by what the database says now, as it does where the module watches.
  void renew_gate();
  // Moves kernel.now(); the clock of access tokens stands.
  void pass_time(std::chrono::seconds time) const;
  std::string run_sql(const std::string& sql) const { return database.run_sql(sql); }
  // The payloads of one type of message, oldest first.
  std::vector<Json> published(const std::string& type) const;
  // The links that were mailed by one type of message, oldest first; the events themselves hold them sealed.
  std::vector<std::string> mailed_links(const std::string& type);
  // The secret of the newest; a failure fails the test.
  std::string mailed_token(const std::string& type);
  // What the audit says of one action, oldest first; `personal` is opened.
  std::vector<Json> audited(const std::string& action);
  Result<void> run_job(std::string_view name);

  static constexpr const char* kPassword = "nine green herons";
  static constexpr const char* kVerification = "identity.verification_requested";
  static constexpr const char* kReset = "identity.password_reset_requested";

  Changes changes;
  kontor::test::TestDatabase database;
  telemetry::Log logger;
  telemetry::Metrics metrics;
  SystemClock clock;
  db::DatabaseSettings database_settings;
  db::Pool pool;
  db::Database identity;
  events::Log log;
  events::Tails tails;  // not started
  idempotency::Once once;
  personal::PersonalData personal;
  auth::Gate gate;
  Module module;

 private:
  http::HttpSettings http_;
  http::LimitSettings limits_{.requests_per_minute = 0};
  std::unique_ptr<http::Api> api_;
};

}  // namespace kontor::identity::test
