#include "cart/cart_house.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "kernel/core/text.hpp"
#include "kernel/http/server.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/inventory/api/events.hpp"
#include "support/house_migrations.hpp"

// A server that goes away while SOCI connects costs that one connection (kernel/db/session/open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::cart::test {

namespace {

db::DatabaseSettings sized(db::DatabaseSettings settings) {
  settings.pool_size = 10;
  settings.pool_wait_ms = 20'000;
  return settings;
}

events::EventSettings quick() {
  events::EventSettings settings;
  settings.poll_ms = 20;
  settings.workers = 2;
  return settings;
}

Ground ground_of(CartHouse& house) {
  return {.settings = house.settings,
          .default_currency = *Currency::parse("EUR"),
          .catalog = house.neighbours,
          .pricing = house.neighbours,
          .inventory = house.neighbours,
          .shipping = house.neighbours,
          .database = house.database,
          .log = house.log,
          .tails = house.tails,
          .once = house.once,
          .personal = house.personal,
          .clock = house.clock,
          .metrics = house.metrics};
}

std::vector<events::Topic> topics() {
  return {kCartCommands, kCartEvents, catalog::kCatalogEvents, inventory::kInventoryEvents, identity::kIdentityEvents};
}

std::string path_of(const Json& cart) {
  return "/carts/" + cart.at("id").get<std::string>();
}

// What opens a cart that was made with this.
Ask ask_of(const Json& cart, std::string method, const std::string& below, Json body, Headers headers = {}) {
  Ask ask{.method = std::move(method), .path = path_of(cart) + below, .body = std::move(body)};
  if (cart.at("token").is_string()) ask.cart_token = cart["token"];
  ask.bearer = cart.value("bearer", "");
  ask.headers = std::move(headers);
  return ask;
}

Json must(const Answer& answer) {
  if (answer.status >= 300) throw std::runtime_error(answer.body.dump());
  return answer.body;
}

}  // namespace

std::vector<db::Migration> cart_migrations() {
  static constexpr std::array<std::string_view, 1> kModules{"cart"};
  return kontor::test::house_migrations(kModules);
}

DatabasePtr fresh_database() {
  return std::make_shared<kontor::test::TestDatabase>(cart_migrations());
}

DatabasePtr shared_database() {
  static const DatabasePtr shared = fresh_database();
  return shared;
}

std::vector<std::string> Answer::problems() const {
  std::vector<std::string> found;
  if (!body.is_object() || !body.contains("errors")) return found;
  for (const auto& error : body["errors"]) {
    found.push_back(error["pointer"].get<std::string>() + " " + error["code"].get<std::string>());
  }
  return found;
}

Result<auth::Caller> Doorman::authenticate(std::string_view authorization) const {
  if (authorization.empty()) return auth::Caller{};
  const auto parts = text::split(authorization.substr(authorization.find(' ') + 1), ':');
  auto principal = std::make_shared<auth::Principal>();
  principal->subject = std::string(parts.back());
  if (parts.front() == "user") {
    principal->id = Uuid::parse(parts.back()).value();
  } else {
    principal->kind = auth::Principal::Kind::api_key;
    principal->permissions.emplace_back(parts.back());
  }
  return auth::Caller(std::move(principal));
}

CartHouse::CartHouse(const db::DatabaseSettings& given, CartSettings with)
    : settings(with),
      logger({.level = telemetry::LogLevel::off}),
      event_settings(quick()),
      database_settings(sized(given)),
      pool(database_settings, logger, metrics),
      database(pool, "cart"),
      log({pool, "bus"}, topics(), event_settings, clock, metrics),
      tails(log, database_settings, event_settings, logger, metrics),
      once({pool, "kernel"}, metrics),
      module(ground_of(*this)),
      dispatcher(log, {pool, "bus"}, module.groups(), event_settings, logger, metrics) {
  auto made = http::Api::make({module.endpoints(), http_, limits_, logger, metrics, doorman_, clock, {}, {}});
  if (!made) throw std::runtime_error(made.error().detail);
  api_ = *std::move(made);
}

CartHouse::~CartHouse() {
  dispatcher.stop();
  tails.stop();
}

Answer CartHouse::send(const Ask& ask) {
  const std::string target = "/api/v1" + ask.path;
  const std::string body = ask.body.is_null() ? "" : ask.body.dump();
  const std::string authorization = "Bearer " + ask.bearer;
  http::Exchange exchange;
  auto& request = exchange.request;
  request.method = http::method_of(ask.method);
  request.method_name = ask.method;
  request.target = target;
  request.path = request.target.substr(0, request.target.find('?'));
  request.query = request.target.substr(std::min(request.target.size(), request.path.size() + 1));
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  if (!ask.bearer.empty()) request.headers.emplace_back("Authorization", authorization);
  if (!ask.cart_token.empty()) request.headers.emplace_back("X-Cart-Token", ask.cart_token);
  for (const auto& [name, value] : ask.headers) request.headers.emplace_back(name, value);
  request.body = body;
  request.peer_address = "192.0.2.7";
  exchange.started = clock.monotonic();
  if (!api_->begin(exchange)) api_->work(exchange);
  api_->finished(exchange, exchange.response.bytes().size());
  const auto bytes = exchange.response.bytes();
  return {.status = exchange.response.status,
          .body = bytes.empty() ? Json(nullptr) : Json::parse(bytes),
          .etag = std::string(exchange.response.header("ETag")),
          .replayed = exchange.response.header("Idempotent-Replayed") == "true"};
}

Json CartHouse::guest_cart() {
  return must(send({.method = "POST", .path = "/carts", .body = Json::object()}));
}

Json CartHouse::customer_cart(const std::string& bearer) {
  auto cart = must(send({.method = "POST", .path = "/carts", .body = Json::object(), .bearer = bearer}));
  cart["bearer"] = bearer;
  return cart;
}

Answer CartHouse::add(const Json& cart, const catalog::VariantId& variant, std::int64_t quantity, Headers headers) {
  return send(
      ask_of(cart, "POST", "/lines", {{"variant_id", variant.str()}, {"quantity", quantity}}, std::move(headers)));
}

Answer CartHouse::get(const Json& cart) {
  return send(ask_of(cart, "GET", "", nullptr));
}

Answer CartHouse::patch(const Json& cart, const Json& body, Headers headers) {
  return send(ask_of(cart, "PATCH", "", body, std::move(headers)));
}

Json CartHouse::filled_cart() {
  const auto cart = guest_cart();
  must(add(cart, neighbours.add({.price = 1999}), 2));
  must(add(cart, neighbours.add({.price = 500}), 1));
  must(patch(cart, {{"email", "ada@example.com"}, {"shipping_address", in_berlin()}}));
  auto filled =
      must(send(ask_of(cart, "PUT", "/shipping-option", {{"shipping_option_id", neighbours.standard().str()}})));
  filled["token"] = cart["token"];
  return filled;
}

void CartHouse::start() {
  tails.start();
  dispatcher.start();
}

Result<void> CartHouse::run_upkeep() {
  const auto job = module.jobs().front();
  return job.run(jobs::JobRun(job.name, clock.now(), 1, Deadline::after(job.timeout)));
}

void OwnCartHouse::pass_time(std::chrono::seconds time) const {
  run_sql("update kernel.clock set ahead = ahead + interval '" + std::to_string(time.count()) + " seconds'");
}

std::vector<Json> OwnCartHouse::published(const std::string& type) const {
  const auto all =
      run_sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where type = '" + type + "'");
  return Json::parse(all).get<std::vector<Json>>();
}

CartId id_of(const Json& cart) {
  return CartId::parse(cart.at("id").get<std::string>()).value();
}

std::string a_user() {
  return "user:" + Uuid::generate().str();
}

Json in_berlin() {
  return {{"first_name", "Ada"}, {"last_name", "Lovelace"}, {"line1", "Unter den Linden 1"},
          {"city", "Berlin"},    {"postal_code", "10117"},  {"country", "DE"}};
}

}  // namespace kontor::cart::test
