#include "pricing/pricing_house.hpp"

#include <array>
#include <stdexcept>

#include "modules/catalog/api/events.hpp"
#include "support/house_migrations.hpp"

// A server that goes away while SOCI connects costs that one connection (kernel/db/session/open_session.cpp).
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libsoci_postgresql";
}

namespace kontor::pricing::test {

namespace {

db::DatabaseSettings sized(db::DatabaseSettings settings) {
  settings.pool_size = 8;
  settings.pool_wait_ms = 10'000;
  return settings;
}

events::EventSettings quick() {
  events::EventSettings settings;
  settings.poll_ms = 20;
  settings.workers = 4;
  return settings;
}

void demand(bool truth, const std::string& found) {
  if (!truth) throw std::runtime_error(found);
}

}  // namespace

Result<std::vector<catalog::VariantSummary>> FakeCatalog::variants(std::span<const catalog::VariantId> ids) const {
  ++asked_;
  std::vector<catalog::VariantSummary> found;
  for (const auto& id : ids) {
    if (const auto at = variants_.find(id.uuid()); at != variants_.end()) found.push_back(at->second);
  }
  return found;
}

catalog::VariantId FakeCatalog::add(std::int64_t euro_cents) {
  const auto id = catalog::VariantId::generate();
  variants_[id.uuid()] = {
      id, catalog::ProductId::generate(), "SKU", "Thing", true, {Money(euro_cents, *Currency::parse("EUR"))}};
  return id;
}

std::vector<db::Migration> pricing_migrations() {
  static constexpr std::array<std::string_view, 1> kModules{"pricing"};
  return kontor::test::house_migrations(kModules);
}

PricingProgram::PricingProgram(const db::DatabaseSettings& database, PricingSettings own)
    : settings(std::move(own)),
      logger({.level = telemetry::LogLevel::off}),
      pool(sized(database), logger, api.metrics),
      event_settings(quick()),
      log({pool, "bus"}, {catalog::kCatalogEvents, kPricingEvents, kPricingCommands, audit::kAuditEvents},
          event_settings, clock, api.metrics),
      tails(log, database, event_settings, logger, api.metrics),
      once({pool, "kernel"}, api.metrics),
      module({.settings = settings,
              .database = {pool, "pricing"},
              .catalog = catalog,
              .log = log,
              .tails = tails,
              .once = once,
              .trail = audit::Trail(log),
              .clock = clock,
              .metrics = api.metrics}),
      dispatcher(log, {pool, "bus"}, module.groups(), event_settings, logger, api.metrics) {
  api.endpoints = module.endpoints();
  (void)api.api();
}

PricingProgram::~PricingProgram() {
  dispatcher.stop();
  tails.stop();
}

void PricingProgram::start() {
  tails.start();
  dispatcher.start();
}

http::test::Answer PricingProgram::send(const std::string& method, const std::string& path, const Json& body,
                                        const std::string& if_match, const std::string& key) {
  std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer ada:pricing.read,pricing.write"}};
  if (!body.is_null()) headers.emplace_back("Content-Type", "application/json");
  if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
  if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
  return api.send({.method = method,
                   .target = "/api/v1/pricing" + path,
                   .headers = headers,
                   .body = body.is_null() ? "" : body.dump()});
}

Json PricingProgram::make(const std::string& path, const Json& body) {
  const auto answer = send("POST", path, body);
  demand(answer.status() == 201, answer.body());
  return json_of(answer);
}

void PricingProgram::publish(const ClaimPromotions& command) {
  auto database = db::Database(pool, "pricing");
  const auto done = database.transact([&](db::Tx& tx) -> Result<void> {
    log.publish(tx, command.reference.str(), command);
    return {};
  });
  demand(done.ok(), "the command was not published");
}

void PricingProgram::publish(const ReleasePromotions& command) {
  auto database = db::Database(pool, "pricing");
  const auto done = database.transact([&](db::Tx& tx) -> Result<void> {
    log.publish(tx, command.reference.str(), command);
    return {};
  });
  demand(done.ok(), "the command was not published");
}

PricedBasket PricingProgram::price(const Basket& basket) const {
  auto priced = module.pricing().price(basket);
  if (!priced) throw std::runtime_error(priced.error().detail);
  return *std::move(priced);
}

int PricingHouse::published(const std::string& type) const {
  return std::stoi(run_sql("select count(*) from bus.event where type = 'pricing." + type + "'"));
}

Json json_of(const http::test::Answer& answer) {
  return Json::parse(answer.body());
}

Basket basket_of(const catalog::VariantId& variant, std::int64_t quantity, std::vector<std::string> codes) {
  return {.currency = *Currency::parse("EUR"),
          .lines = {{Uuid::generate(), variant, quantity}},
          .shipping = {},
          .destination = {},
          .buyer = {},
          .codes = std::move(codes),
          .reference = {}};
}

}  // namespace kontor::pricing::test
