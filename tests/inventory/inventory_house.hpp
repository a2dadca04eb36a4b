#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/db/migrations.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/events/log.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/inventory/module.hpp"
#include "support/test_database.hpp"

namespace kontor::inventory::test {

using Json = nlohmann::json;
using Answer = http::test::Answer;

std::vector<db::Migration> inventory_migrations();

// A command as it lies in the log.
template <class M>
events::Event event_of(const M& message) {
  events::Event event;
  event.topic = std::string(M::kMessage.topic.name);
  event.id = Uuid::generate();
  event.aggregatetype = std::string(M::kMessage.aggregate);
  event.aggregateid = message.reference.str();
  event.type = std::string(M::kMessage.name);
  event.version = M::kMessage.version;
  event.payload = json::to_json(message);
  return event;
}

// One program with the module on a database. Safe from any thread, but for its endpoints' first request.
class Instance {
 public:
  explicit Instance(const db::DatabaseSettings& database, InventorySettings settings = {}, int sessions = 8);

  // The commands as one batch, in a transaction of its own.
  Result<void> obey(const std::vector<events::Event>& batch);
  template <class... M>
  Result<void> tell(const M&... messages) {
    return obey({event_of(messages)...});
  }
  // Into the log, for a dispatcher.
  template <class M>
  Result<void> publish(const M& message) {
    return inventory.transact([&](db::Tx& tx) -> Result<void> {
      log.publish(tx, message.reference.str(), message);
      return {};
    });
  }
  Result<void> expire();
  Result<void> forget();
  std::unique_ptr<events::Dispatcher> dispatcher();

  InventorySettings inventory_settings;
  http::test::ApiFixture fixture;
  telemetry::Log logger;
  SystemClock clock;
  db::Pool pool;
  db::Database inventory;
  events::EventSettings event_settings;
  events::Log log;
  idempotency::Once once;
  Module module;
};

// An instance with a database of its own, two open warehouses, and what a test does to them.
class House : public kontor::test::TestDatabase, public Instance {
 public:
  explicit House(InventorySettings settings = {});

  // A fresh variant with so many in the first and the second warehouse.
  VariantId variant(std::int64_t first, std::int64_t second = 0);

  struct Level {
    std::int64_t on_hand = 0;
    std::int64_t reserved = 0;
    bool operator==(const Level&) const = default;
  };
  Level level(const VariantId& variant, const WarehouseId& warehouse) const;
  std::int64_t available(const VariantId& variant);

  // The payloads of one type of message, or those about one reference, oldest first.
  std::vector<Json> published(const std::string& type) const;
  std::vector<Json> published(const std::string& type, const Uuid& reference) const;
  std::int64_t count(const std::string& type) const;
  // Of all that was answered about it, the last: "stock_reserved".
  std::string last_answer(const Uuid& reference) const;
  // What does not add up; empty: everything does.
  std::string troubles() const;
  // Moves kernel.now().
  void pass_time(std::chrono::seconds time) const;

  // As staff.
  Answer send(const std::string& method, const std::string& path, const Json& body = nullptr,
              std::vector<std::pair<std::string, std::string>> headers = {});
  Answer get(const std::string& path) { return send("GET", path); }

  WarehouseId first;
  WarehouseId second;
};

Json json_of(const Answer& answer);
std::string code_of(const Answer& answer);

}  // namespace kontor::inventory::test
