#include "identity/identity_house.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/http/server.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/signing_keys.hpp"
#include "modules/identity/watch.hpp"
#include "support/house_migrations.hpp"

// A server that goes away while SOCI connects costs that one connection (kernel/db/session/open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::identity::test {

namespace {

std::vector<db::Migration> identity_migrations() {
  static constexpr std::array<std::string_view, 1> kModules{"identity"};
  return kontor::test::house_migrations(kModules);
}

db::DatabaseSettings sized(db::DatabaseSettings settings, int pool_size) {
  settings.pool_size = pool_size;
  settings.pool_wait_ms = 10'000;
  return settings;
}

void migrate(const db::DatabaseSettings& settings, const telemetry::Log& logger) {
  REQUIRE(db::Migrator(settings, identity_migrations(), logger).migrate());
}

void make_signing_key(const db::DatabaseSettings& settings, const telemetry::Log& logger) {
  telemetry::Metrics metrics;
  const SystemClock clock;
  db::Pool pool(sized(settings, 1), logger, metrics);
  events::Log log({pool, "bus"}, {kIdentityEvents, audit::kAuditEvents}, {}, clock, metrics);
  SigningKeys({pool, "identity"}, log, audit::Trail(log), {}, std::chrono::seconds(900)).prepare();
}

kontor::test::TestDatabase database_for(const IdentityHouse::Changes& changes) {
  if (!changes.has_signing_key) return kontor::test::TestDatabase(identity_migrations());
  return {"identity with a signing key", [](const db::DatabaseSettings& settings) {
            const telemetry::Log logger({.level = telemetry::LogLevel::off});
            migrate(settings, logger);
            make_signing_key(settings, logger);
          }};
}

Ground ground_of(IdentityHouse& house) {
  return {.settings = house.changes.settings,
          .auth = house.changes.auth,
          .public_url = "https://shop.example",
          .logs_links = false,
          .database = house.identity,
          .log = house.log,
          .tails = house.tails,
          .once = house.once,
          .trail = audit::Trail(house.log),
          .personal = house.personal,
          .wrap = house.changes.wrap,
          .gate = house.gate,
          .permissions = {kPermissions.begin(), kPermissions.end()},
          .clock = house.clock,
          .logger = house.logger,
          .metrics = house.metrics};
}

http::Method method_named(std::string_view name) {
  return http::method_of(name);
}

// The gate takes the issuer from its settings, as the house gives it.
auth::AuthSettings named(auth::AuthSettings settings) {
  if (settings.issuer.empty()) settings.issuer = "https://shop.example";
  return settings;
}

}  // namespace

std::string token_of(const std::string& link) {
  constexpr std::string_view kBefore = "#token=";
  const auto at = link.find(kBefore);
  REQUIRE(at != std::string::npos);
  return link.substr(at + kBefore.size());
}

std::vector<std::string> Answer::problems() const {
  std::vector<std::string> found;
  if (!body.is_object() || !body.contains("errors")) return found;
  for (const auto& error : body["errors"]) {
    found.push_back(error["pointer"].get<std::string>() + " " + error["code"].get<std::string>());
  }
  return found;
}

std::string Answer::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& field) { return text::iequals(field.first, name); });
  return found == headers.end() ? "" : found->second;
}

IdentitySettings IdentityHouse::cheap() {
  IdentitySettings settings;
  settings.password_memory_kib = 8 * 1024;
  settings.password_passes = 1;
  return settings;
}

IdentityHouse::IdentityHouse(Changes given)
    : changes(std::move(given)),
      database(database_for(changes)),
      logger({.level = telemetry::LogLevel::off}),
      database_settings(sized(database.settings(), changes.pool_size)),
      pool(database_settings, logger, metrics),
      identity(pool, "identity"),
      log({pool, "bus"}, {kIdentityEvents, audit::kAuditEvents}, {}, clock, metrics),
      tails(log, database_settings, {}, logger, metrics),
      once({pool, "kernel"}, metrics),
      personal(changes.wrap),
      gate(changes.auth = named(changes.auth), std::nullopt, clock, metrics),
      module(ground_of(*this)) {
  auto made = http::Api::make({module.endpoints(), http_, limits_, logger, metrics, gate, clock, {}, {}});
  REQUIRE(made);
  api_ = *std::move(made);
}

Answer IdentityHouse::send(const Ask& ask) {
  if (!ask.token.empty()) renew_gate();
  const bool is_at_root = ask.path.starts_with("/.well-known") || ask.path.starts_with("/setup");
  const std::string target = is_at_root ? ask.path : "/api/v1" + ask.path;
  const std::string body = ask.body.is_null() ? "" : ask.body.dump();
  const std::string authorization = "Bearer " + ask.token;
  http::Exchange exchange;
  auto& request = exchange.request;
  request.method = method_named(ask.method);
  request.method_name = ask.method;
  request.target = target;
  request.path = request.target.substr(0, request.target.find('?'));
  request.query = request.target.substr(std::min(request.target.size(), request.path.size() + 1));
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  if (!ask.token.empty()) request.headers.emplace_back("Authorization", authorization);
  for (const auto& [name, value] : ask.headers) request.headers.emplace_back(name, value);
  request.body = body;
  request.peer_address = ask.address;
  exchange.started = clock.monotonic();
  if (!api_->begin(exchange)) api_->work(exchange);
  api_->finished(exchange, exchange.response.bytes().size());

  Answer answer{.status = exchange.response.status, .body = nullptr, .headers = exchange.response.headers};
  const auto bytes = exchange.response.bytes();
  if (!bytes.empty()) answer.body = Json::accept(bytes) ? Json::parse(bytes) : Json(bytes);
  for (const auto name : {"Cache-Control", "ETag", "Retry-After", "WWW-Authenticate", "Idempotent-Replayed",
                          "Content-Type", "Content-Security-Policy"}) {
    if (const auto value = exchange.response.header(name); !value.empty() && answer.header(name).empty()) {
      answer.headers.emplace_back(name, std::string(value));
    }
  }
  return answer;
}

Answer IdentityHouse::get(std::string path, std::string token) {
  return send({.path = std::move(path), .token = std::move(token)});
}

Answer IdentityHouse::post(std::string path, Json body, std::string token) {
  return send({.method = "POST", .path = std::move(path), .body = std::move(body), .token = std::move(token)});
}

Answer IdentityHouse::del(std::string path, std::string token) {
  return send({.method = "DELETE", .path = std::move(path), .token = std::move(token)});
}

Json IdentityHouse::register_user(const std::string& email, const std::string& password) {
  const auto answer = post("/identity/register", {{"email", email}, {"password", password}});
  INFO(answer.body.dump());
  REQUIRE(answer.status == 201);
  return answer.body;
}

Json IdentityHouse::login(const std::string& email, const std::string& password) {
  const auto answer = try_login(email, password);
  INFO(answer.body.dump());
  REQUIRE(answer.status == 200);
  return answer.body;
}

Answer IdentityHouse::try_login(const std::string& email, const std::string& password, const std::string& address) {
  return send({.method = "POST",
               .path = "/identity/login",
               .body = {{"email", email}, {"password", password}},
               .address = address});
}

Answer IdentityHouse::refresh(const std::string& token) {
  return post("/identity/refresh", {{"refresh_token", token}});
}

void IdentityHouse::renew_gate() {
  static const HouseRoles kRoles({kPermissions.begin(), kPermissions.end()});
  auto kept = credential_rows::read(identity, std::chrono::seconds(changes.auth.access_token_seconds + 60));
  REQUIRE(kept);
  gate.renew(credentials_of(kRoles, *std::move(kept)));
}

void IdentityHouse::pass_time(std::chrono::seconds time) const {
  run_sql("update kernel.clock set ahead = ahead + interval '" + std::to_string(time.count()) + " seconds'");
}

std::vector<Json> IdentityHouse::published(const std::string& type) const {
  const auto all =
      run_sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where type = '" + type + "'");
  return Json::parse(all).get<std::vector<Json>>();
}

std::vector<std::string> IdentityHouse::mailed_links(const std::string& type) {
  std::vector<std::string> links;
  for (const auto& event : published(type)) {
    const auto sealed = personal::Sealed::parse(event["link"].get<std::string>()).value();
    const auto opened = personal.open_all(identity, {&sealed, 1});
    REQUIRE(opened);
    links.push_back(opened->front().value_or(""));
  }
  return links;
}

std::string IdentityHouse::mailed_token(const std::string& type) {
  const auto links = mailed_links(type);
  REQUIRE_FALSE(links.empty());
  return token_of(links.back());
}

std::vector<Json> IdentityHouse::audited(const std::string& action) {
  std::vector<Json> entries;
  for (auto& entry : published("audit.entry_recorded")) {
    if (entry["action"] != action) continue;
    if (entry["personal"].is_string()) {
      const auto sealed = personal::Sealed::parse(entry["personal"].get<std::string>()).value();
      const auto opened = personal.open_all(identity, {&sealed, 1});
      REQUIRE(opened);
      entry["personal"] = opened->front() ? Json::parse(*opened->front()) : Json(nullptr);
    }
    if (!entry["after"].get<std::string>().empty()) entry["after"] = Json::parse(entry["after"].get<std::string>());
    entries.push_back(entry);
  }
  return entries;
}

Result<void> IdentityHouse::run_job(std::string_view name) {
  for (const auto& job : module.jobs()) {
    if (job.name != name) continue;
    return job.run(jobs::JobRun(job.name, clock.now(), 1, Deadline::after(job.timeout)));
  }
  FAIL("there is no job " << name);
  return {};
}

}  // namespace kontor::identity::test
