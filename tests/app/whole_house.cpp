#include "app/whole_house.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "kernel/auth/access_token.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/public_url.hpp"
#include "support/eventually.hpp"
#include "support/house_migrations.hpp"

namespace kontor::app::test {

namespace {

std::vector<db::Migration> all_of_the_house() {
  static constexpr std::array<std::string_view, 8> kModules{"identity", "catalog", "inventory", "payment",
                                                            "shipping", "pricing", "cart",      "ordering"};
  return kontor::test::house_migrations(kModules);
}

Settings without_limits() {
  Settings settings;
  settings.limits.requests_per_minute = 0;
  settings.log.level = telemetry::LogLevel::off;
  return settings;
}

db::DatabaseSettings small(db::DatabaseSettings settings) {
  settings.pool_size = 8;
  return settings;
}

std::string bytea(crypto::ByteView bytes) {
  return "'\\x" + text::hex(bytes.span()) + "'";
}

std::string array_of(const std::vector<std::string>& names) {
  std::string text = "'{";
  for (const auto& name : names) text += (text.size() > 2 ? "," : "") + name;
  return text + "}'";
}

std::vector<std::string> names_of(const std::vector<auth::Permission>& permissions) {
  std::vector<std::string> names;
  for (const auto& permission : permissions) names.emplace_back(permission.name);
  return names;
}

}  // namespace

WholeHouse::WholeHouse()
    : database_(all_of_the_house()),
      settings_(without_limits()),
      log_(settings_.log),
      house_(settings_, small(database_.settings()), log_, metrics_, {}) {
  add_signing_key();
  add_api_keys();
  REQUIRE(house_.start());
  auto api = http::Api::make({house_.endpoints(),
                              settings_.http,
                              settings_.limits,
                              log_,
                              metrics_,
                              house_.authenticator(),
                              house_.clock(),
                              {}});
  REQUIRE(api);
  api_ = *std::move(api);
  // The tails have told that they listen, and what was read before that has been read again.
  const auto root = token_of(account({"administrator"}), {"administrator"});
  REQUIRE(kontor::test::eventually([&] { return send("GET", "/api/v1/identity/me", root, "") == 200; }));
}

WholeHouse::~WholeHouse() {
  house_.stop();
}

void WholeHouse::add_signing_key() const {
  const auto& key = key_.public_key();
  run_sql("insert into identity.signing_key (id, public_key, wrapped_key, created_at, signs_from) values ('" +
          key.id() + "', " + bytea(key.der()) + ", '', now(), now() + interval '1 year')");
}

void WholeHouse::add_api_keys() {
  const auto maker = identity::UserId::parse(account({"administrator"})).value().uuid().str();
  const auto digest = bytea(crypto::sha256("secret"));
  const auto add = [&](std::string_view prefix, const std::vector<std::string>& scopes) {
    run_sql("insert into identity.api_key (id, prefix, secret_digest, name, scopes, created_by, created_at) values ('" +
            Uuid::generate().str() + "', '" + std::string(prefix) + "', " + digest + ", 'x', " + array_of(scopes) +
            ", '" + maker + "', now())");
  };
  add("nothing2", {});
  add("anythin2", names_of(all_permissions()));
}

std::string WholeHouse::account(const std::vector<std::string>& roles) {
  const auto id = identity::UserId::generate();
  const auto email = id.str() + "@example.com";
  run_sql("insert into identity.account (id, email, email_key, roles, created_at, updated_at) values ('" +
          id.uuid().str() + "', '" + email + "', '" + email + "', " + array_of(roles) + ", now(), now())");
  return id.str();
}

std::string WholeHouse::token_of(const std::string& account, const std::vector<std::string>& roles) const {
  const auto now = house_.clock().now();
  const auth::AccessToken token{.id = Uuid::generate(),
                                .subject = account,
                                .session_id = Uuid::generate(),
                                .roles = roles,
                                .issued_at = now,
                                .expires_at = now + std::chrono::minutes(10)};
  return auth::sign(token, {http::public_url(settings_.http), settings_.auth.audience}, key_);
}

int WholeHouse::send(std::string_view method, const std::string& target, const std::string& credentials,
                     const std::string& body) {
  const std::string authorization = "Bearer " + credentials;
  http::Exchange exchange;
  auto& request = exchange.request;
  request.method = http::method_of(method);
  request.method_name = method;
  request.target = target;
  request.path = target;
  if (!body.empty()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("If-Match", "*");
  }
  if (!credentials.empty()) request.headers.emplace_back("Authorization", authorization);
  request.body = body;
  request.peer_address = "192.0.2.7";
  exchange.started = house_.clock().monotonic();
  if (!api_->begin(exchange)) api_->work(exchange);
  api_->finished(exchange, exchange.response.bytes().size());
  return exchange.response.status;
}

}  // namespace kontor::app::test
