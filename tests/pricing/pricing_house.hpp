#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/pricing/module.hpp"
#include "support/test_database.hpp"

namespace kontor::pricing::test {

using Json = nlohmann::json;

// As much of a catalog as pricing asks for. Counts how often it is asked.
class FakeCatalog final : public catalog::Catalog {
 public:
  Result<std::vector<catalog::VariantSummary>> variants(std::span<const catalog::VariantId> ids) const override;

  // A published variant of a product of its own.
  catalog::VariantId add(std::int64_t euro_cents);
  void put(const catalog::VariantSummary& variant) { variants_[variant.id.uuid()] = variant; }
  catalog::VariantSummary& at(const catalog::VariantId& id) { return variants_.at(id.uuid()); }
  int asked() const { return asked_; }

 private:
  mutable std::atomic<int> asked_ = 0;
  std::map<Uuid, catalog::VariantSummary> variants_;
};

std::vector<db::Migration> pricing_migrations();

// The module as one of several programs on the same database: sessions, log, tails, memory and endpoints of its own.
class PricingProgram {
 public:
  explicit PricingProgram(const db::DatabaseSettings& database, PricingSettings own = {});
  ~PricingProgram();

  // The tails, and the groups.
  void start();

  http::test::Answer send(const std::string& method, const std::string& path, const Json& body = nullptr,
                          const std::string& if_match = {}, const std::string& key = {});
  // As staff; what is not answered as it should be fails the test.
  Json make(const std::string& path, const Json& body);
  void publish(const ClaimPromotions& command);
  void publish(const ReleasePromotions& command);
  PricedBasket price(const Basket& basket) const;

  PricingSettings settings;
  FakeCatalog catalog;
  telemetry::Log logger;
  http::test::ApiFixture api;
  SystemClock clock;
  db::Pool pool;
  events::EventSettings event_settings;
  events::Log log;
  events::Tails tails;
  idempotency::Once once;
  Module module;
  events::Dispatcher dispatcher;
};

class PricingHouse {
 public:
  PricingHouse() : database(pricing_migrations()), program(database.settings()) {}

  std::string run_sql(const std::string& sql) const { return database.run_sql(sql); }
  // How many messages of a type were published.
  int published(const std::string& type) const;

  kontor::test::TestDatabase database;
  PricingProgram program;
};

Json json_of(const http::test::Answer& answer);
Basket basket_of(const catalog::VariantId& variant, std::int64_t quantity, std::vector<std::string> codes = {});

}  // namespace kontor::pricing::test
