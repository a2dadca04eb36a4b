#include "catalog/catalog_instance.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>

#include "kernel/media/serving.hpp"
#include "modules/catalog/api/events.hpp"

namespace kontor::test {

namespace {

db::DatabaseSettings pool_of_an_instance(db::DatabaseSettings settings) {
  settings.pool_size = CatalogInstance::kSessions;
  settings.pool_wait_ms = 500;
  return settings;
}

events::EventSettings quick() {
  events::EventSettings settings;
  settings.poll_ms = 20;
  settings.workers = 2;
  return settings;
}

std::string new_sku() {
  static std::atomic<int> number = 0;
  return "SKU-" + std::to_string(++number);
}

}  // namespace

CatalogInstance::CatalogInstance(const db::DatabaseSettings& database, catalog::CatalogSettings settings)
    : settings_(std::move(settings)),
      logger_({.level = telemetry::LogLevel::off}),
      pool_(pool_of_an_instance(database), logger_, fixture_.metrics),
      event_settings_(quick()),
      log_(db::Database(pool_, "bus"), {catalog::kCatalogEvents, catalog::kCatalogCommands, audit::kAuditEvents},
           event_settings_, system_clock_, fixture_.metrics),
      tails_(log_, database, event_settings_, logger_, fixture_.metrics),
      once_(db::Database(pool_, "kernel"), fixture_.metrics),
      media_(media::open_store(media_settings_, media_folder_.path(), {fixture_.clock, logger_, fixture_.metrics, {}})),
      module_({settings_, db::Database(pool_, "catalog"), log_, tails_, once_, audit::Trail(log_), fixture_.clock,
               fixture_.metrics, *media_, media_settings_}),
      dispatcher_(log_, db::Database(pool_, "bus"), module_.groups(), event_settings_, logger_, fixture_.metrics,
                  fixture_.tracer) {
  fixture_.endpoints = module_.endpoints();
  fixture_.endpoints.push_back(media::media_endpoint(*media_));
  (void)fixture_.api();
}

CatalogInstance::~CatalogInstance() {
  dispatcher_.stop();
  tails_.stop();
}

void CatalogInstance::start() {
  tails_.start();
  dispatcher_.start();
}

CatalogInstance::Answer CatalogInstance::get(const std::string& path,
                                             std::vector<std::pair<std::string, std::string>> headers) {
  return fixture_.get("/api/v1/catalog" + path, std::move(headers));
}

CatalogInstance::Answer CatalogInstance::staff(const std::string& method, const std::string& path, const Json& body,
                                               const std::string& if_match,
                                               std::vector<std::pair<std::string, std::string>> headers) {
  headers.emplace_back("Authorization", "Bearer ada:catalog.write");
  if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
  std::string bytes;
  if (!body.is_null()) {
    headers.emplace_back("Content-Type", "application/json");
    bytes = body.dump();
  }
  return fixture_.send(
      {.method = method, .target = "/api/v1/catalog" + path, .headers = std::move(headers), .body = std::move(bytes)});
}

CatalogInstance::Answer CatalogInstance::send(const std::string& method, const std::string& path,
                                              const std::string& authorization) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
  return fixture_.send({.method = method, .target = "/api/v1/catalog" + path, .headers = std::move(headers)});
}

CatalogInstance::Answer CatalogInstance::upload(const std::string& path, std::string file,
                                                const std::string& media_type, const std::string& idempotency_key) {
  std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer ada:catalog.write"},
                                                           {"Content-Type", media_type}};
  if (!idempotency_key.empty()) headers.emplace_back("Idempotency-Key", idempotency_key);
  return fixture_.send(
      {.method = "POST", .target = "/api/v1/catalog" + path, .headers = std::move(headers), .body = std::move(file)});
}

std::size_t CatalogInstance::longest_upload(const std::string& path, std::string_view media_type) {
  const auto whole = "/api/v1/catalog" + path;
  http::Request head;
  head.method = http::Method::post;
  head.path = whole;
  head.headers.emplace_back("Authorization", "Bearer ada:catalog.write");
  head.headers.emplace_back("Content-Type", media_type);
  return fixture_.api().body_limit(head, 1000).value();
}

bool CatalogInstance::run_job(const std::string& name) {
  const jobs::JobRun run(name, system_clock_.now(), 1, Deadline::after(std::chrono::seconds(60)));
  const auto jobs = module_.jobs();
  return std::ranges::find(jobs, name, &jobs::Job::name)->run(run).ok();
}

CatalogInstance::Json CatalogInstance::create(const std::string& name, Json more) {
  Json body = {{"name", name},
               {"description", name},
               {"status", "published"},
               {"variants", {{{"sku", new_sku()}, {"prices", {{{"amount", 1999}, {"currency", "EUR"}}}}}}}};
  body.update(more);
  const auto answer = staff("POST", "/products", body);
  INFO(answer.body());
  REQUIRE(answer.status() == 201);
  return json_of(answer);
}

BusySessions::BusySessions(CatalogInstance& instance) {
  const std::shared_future<void> done = done_.get_future().share();
  for (int i = 0; i < CatalogInstance::kSessions; ++i) {
    threads_.emplace_back([this, done, database = instance.database()]() mutable {
      (void)database.transact([&](db::Tx& tx) -> Result<void> {
        tx.query(R"sql(select 1 as one)sql");
        taken_.count_down();
        done.wait();
        return {};
      });
    });
  }
  taken_.wait();
}

BusySessions::~BusySessions() {
  done_.set_value();
  for (auto& thread : threads_) thread.join();
}

nlohmann::json json_of(const http::test::Answer& answer) {
  return nlohmann::json::parse(answer.body());
}

std::string code_of(const http::test::Answer& answer) {
  return json_of(answer).value("code", "");
}

std::vector<std::string> pointers_of(const http::test::Answer& answer) {
  std::vector<std::string> pointers;
  const auto body = json_of(answer);
  for (const auto& error : body["errors"]) pointers.push_back(error["pointer"]);
  return pointers;
}

}  // namespace kontor::test
