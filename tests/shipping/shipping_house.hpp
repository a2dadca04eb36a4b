#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/http/api_fixture.hpp"
#include "modules/shipping/actions/carriers.hpp"
#include "modules/shipping/api/events.hpp"
#include "modules/shipping/module.hpp"
#include "support/test_database.hpp"

namespace kontor::shipping::test {

using Json = nlohmann::json;

kontor::test::TestDatabase shipping_database();

struct Answer {
  int status = 0;
  Json body;  // null where there is none; of what is no JSON the text
  std::string etag;
  bool replayed = false;

  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  std::vector<std::string> problems() const;  // "/name required"
};

// The module on a database, with a log, tails and a dispatcher of its own: one of several processes. Safe from any
// thread.
class ShippingInstance {
 public:
  static constexpr int kSessions = 12;

  static ShippingSettings quick_settings();
  explicit ShippingInstance(const db::DatabaseSettings& database, ShippingSettings settings = quick_settings());
  ~ShippingInstance() { stop(); }

  void start();  // dispatcher and tails
  void stop();

  Answer send(const std::string& method, const std::string& path, const Json& body = nullptr,
              const std::string& caller = kStaff, std::vector<std::pair<std::string, std::string>> headers = {});
  Answer get(const std::string& path, const std::string& caller = kStaff) { return send("GET", path, nullptr, caller); }
  Answer post(const std::string& path, const Json& body = nullptr, const std::string& caller = kStaff) {
    return send("POST", path, body, caller);
  }
  // What a carrier sends, as it is.
  Answer webhook(const std::string& carrier, const Webhook& webhook);

  // A command, as a neighbour sends it.
  template <class Command>
  void command(const Command& command) {
    const auto done = database().transact([&](db::Tx& tx) -> Result<void> {
      log_.publish(tx, command.shipment_id.str(), command);
      return {};
    });
    if (!done) throw std::runtime_error(done.error().detail);
  }
  // All of these as one batch of the group, in this order, without a dispatcher.
  Result<void> obey(const std::vector<events::Event>& batch);

  personal::Sealed sealed(const std::string& email, const std::string& text);
  void erase(const std::string& email);

  // Answers of the staff's methods, by the name that the demo gives it.
  ShippingMethodId method(const std::string& name, const std::string& country = "DE");
  CreateShipment order(const std::string& email = "ada@example.com");
  // Made by a command.
  ShipmentId make(const CreateShipment& command);

  db::Database database() { return {pool_, "shipping"}; }
  Module& module() { return module_; }
  Carriers carriers() const { return Carriers(settings_); }

  static constexpr const char* kStaff = "ada:shipping.read,shipping.write";

 private:
  ShippingSettings settings_;
  http::test::ApiFixture fixture_;
  telemetry::Log logger_;
  SystemClock clock_;
  db::DatabaseSettings database_settings_;
  db::Pool pool_;
  events::EventSettings event_settings_;
  events::Log log_;
  events::Tails tails_;
  idempotency::Once once_;
  personal::PersonalData personal_;
  Module module_;
  std::vector<events::Group> groups_;
  events::Dispatcher dispatcher_;
};

// A database of its own with demo rates, and one instance.
class ShippingHouse {
 public:
  explicit ShippingHouse(ShippingSettings settings = ShippingInstance::quick_settings());

  ShippingInstance* operator->() { return &instance; }
  std::string run_sql(const std::string& sql) const { return database.run_sql(sql); }
  // The payloads of one type of message, oldest first; of one shipment where it is given.
  std::vector<Json> published(const std::string& type, const std::optional<ShipmentId>& about = {}) const;
  std::vector<std::string> types_about(const ShipmentId& id) const;  // of its events, without the module's name
  std::string status_of(const ShipmentId& id) const;

  kontor::test::TestDatabase database;
  ShippingInstance instance;
};

// As the log would hand it over.
template <class Message>
events::Event event_of(const Message& message) {
  events::Event event;
  event.id = Uuid::generate();
  event.topic = Message::kMessage.topic.name;
  event.type = Message::kMessage.name;
  event.version = Message::kMessage.version;
  event.aggregateid = message.shipment_id.str();
  event.payload = json::to_json(message);
  return event;
}

inline const std::string kAddress =
    R"({"first_name":"Ada","last_name":"Lovelace","line1":"Unter den Linden 1","city":"Berlin",)"
    R"("postal_code":"10117","country":"DE"})";

}  // namespace kontor::shipping::test
