#include "shipping/shipping_house.hpp"

#include <array>
#include <stdexcept>

#include "support/house_migrations.hpp"

// A server that goes away while SOCI connects costs that one connection (kernel/db/session/open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::shipping::test {

namespace {

db::DatabaseSettings sized(db::DatabaseSettings settings) {
  settings.pool_size = ShippingInstance::kSessions;
  settings.pool_wait_ms = 20'000;
  return settings;
}

events::EventSettings quick() {
  events::EventSettings settings;
  settings.poll_ms = 50;
  settings.workers = 2;
  settings.first_retry_ms = 10;
  return settings;
}

void need(bool good, const std::string& what) {
  if (!good) throw std::runtime_error("in vain: " + what);
}

http::test::Ask ask_for(const std::string& method, const std::string& path) {
  return {.method = method, .target = "/api/v1/shipping" + path};
}

Answer answer_of(const http::test::Answer& got) {
  Answer answer{.status = got.status(), .body = nullptr, .etag = got.header("ETag"), .replayed = false};
  answer.replayed = got.header("Idempotent-Replayed") == "true";
  const auto bytes = got.body();
  if (!bytes.empty()) answer.body = Json::accept(bytes) ? Json::parse(bytes) : Json(bytes);
  return answer;
}

}  // namespace

kontor::test::TestDatabase shipping_database() {
  static constexpr std::array<std::string_view, 1> kModules{"shipping"};
  return kontor::test::TestDatabase(kontor::test::house_migrations(kModules));
}

std::vector<std::string> Answer::problems() const {
  std::vector<std::string> found;
  if (!body.is_object() || !body.contains("errors")) return found;
  for (const auto& error : body["errors"]) {
    found.push_back(error["pointer"].get<std::string>() + " " + error["code"].get<std::string>());
  }
  return found;
}

ShippingSettings ShippingInstance::quick_settings() {
  ShippingSettings settings;
  settings.sandbox.webhook_secret = "a secret of the sandbox";
  settings.sandbox.step_seconds = 30;
  return settings;
}

ShippingInstance::ShippingInstance(const db::DatabaseSettings& database, ShippingSettings settings)
    : settings_(std::move(settings)),
      logger_({.level = telemetry::LogLevel::off}),
      database_settings_(sized(database)),
      pool_(database_settings_, logger_, fixture_.metrics),
      event_settings_(quick()),
      log_(db::Database(pool_, "bus"), {kShippingCommands, kShippingEvents, audit::kAuditEvents}, event_settings_,
           clock_, fixture_.metrics),
      tails_(log_, database_settings_, event_settings_, logger_, fixture_.metrics),
      once_(db::Database(pool_, "kernel"), fixture_.metrics),
      module_({settings_, db::Database(pool_, "shipping"), log_, tails_, once_, audit::Trail(log_), personal_, clock_}),
      groups_(module_.groups()),
      dispatcher_(log_, db::Database(pool_, "bus"), module_.groups(), event_settings_, logger_, fixture_.metrics,
                  fixture_.tracer) {
  fixture_.endpoints = module_.endpoints();
  (void)fixture_.api();
}

void ShippingInstance::start() {
  tails_.start();
  dispatcher_.start();
}

void ShippingInstance::stop() {
  dispatcher_.stop();
  tails_.stop();
}

Answer ShippingInstance::send(const std::string& method, const std::string& path, const Json& body,
                              const std::string& caller, std::vector<std::pair<std::string, std::string>> headers) {
  auto ask = ask_for(method, path);
  ask.headers = std::move(headers);
  if (!caller.empty()) ask.headers.emplace_back("Authorization", "Bearer " + caller);
  if (!body.is_null()) {
    ask.headers.emplace_back("Content-Type", "application/json");
    ask.body = body.dump();
  }
  return answer_of(fixture_.send(ask));
}

Answer ShippingInstance::webhook(const std::string& carrier, const Webhook& webhook) {
  auto ask = ask_for("POST", "/webhooks/" + carrier);
  ask.headers = {{"Content-Type", "application/json"}, {"Kontor-Signature", webhook.signature}};
  ask.body = webhook.body;
  return answer_of(fixture_.send(ask));
}

Result<void> ShippingInstance::obey(const std::vector<events::Event>& batch) {
  return database().transact([&](db::Tx& tx) { return groups_.front().handle(tx, batch); });
}

personal::Sealed ShippingInstance::sealed(const std::string& email, const std::string& text) {
  auto done = database().transact(
      [&](db::Tx& tx) -> Result<personal::Sealed> { return personal_.seal(tx, personal::Person::guest(email), text); });
  need(done.ok(), "an address is sealed");
  return *done;
}

void ShippingInstance::erase(const std::string& email) {
  const auto done = database().transact([&](db::Tx& tx) -> Result<void> {
    personal_.erase(tx, personal::Person::guest(email));
    return {};
  });
  need(done.ok(), "a person is erased");
}

ShippingMethodId ShippingInstance::method(const std::string& name, const std::string& country) {
  const auto quotes = module_.shipping().quotes({country, {}, "10117", Money(1000, *Currency::parse("EUR")), 500});
  need(quotes.ok(), "there are quotes");
  for (const auto& quote : *quotes) {
    if (quote.name == name) return quote.id;
  }
  throw std::runtime_error("there is no method " + name + " to " + country);
}

CreateShipment ShippingInstance::order(const std::string& email) {
  CreateShipment command;
  command.shipment_id = ShipmentId::generate();
  command.reference = Uuid::generate();
  command.number = "10042";
  command.method_id = method("Standard");
  command.address = sealed(email, kAddress);
  command.items = {{Uuid::generate(), "SKU-1", "A kettle", 2, 1500}, {Uuid::generate(), "SKU-2", "A cup", 6, 300}};
  return command;
}

ShipmentId ShippingInstance::make(const CreateShipment& command) {
  need(obey({event_of(command)}).ok(), "a command is obeyed");
  return command.shipment_id;
}

ShippingHouse::ShippingHouse(ShippingSettings settings)
    : database(shipping_database()), instance(database.settings(), std::move(settings)) {
  need(instance.module().seed().ok(), "demo rates are there");
}

std::vector<Json> ShippingHouse::published(const std::string& type, const std::optional<ShipmentId>& about) const {
  const auto key = about ? " and aggregateid = '" + about->str() + "'" : "";
  return Json::parse(run_sql("select coalesce(json_agg(payload order by position), '[]') from bus.event where type = "
                             "'shipping." +
                             type + "'" + key))
      .get<std::vector<Json>>();
}

std::vector<std::string> ShippingHouse::types_about(const ShipmentId& id) const {
  return Json::parse(
             run_sql("select coalesce(json_agg(substr(type, 10) order by position), '[]') from bus.event where "
                     "topic_id = (select id from bus.topic where name = 'shipping-events') and aggregateid = '" +
                     id.str() + "'"))
      .get<std::vector<std::string>>();
}

std::string ShippingHouse::status_of(const ShipmentId& id) const {
  return run_sql("select status from shipping.shipment where id = '" + id.uuid().str() + "'");
}

}  // namespace kontor::shipping::test
