#pragma once

#include <filesystem>
#include <future>
#include <latch>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "catalog/catalog_database.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/events/dispatcher.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/media/store.hpp"
#include "kernel/telemetry/tracer.hpp"
#include "modules/catalog/module.hpp"
#include "support/scratch_folder.hpp"

namespace kontor::test {

// One of several programs on the same database: sessions, log, tails, cache and endpoints of its own.
class CatalogInstance {
 public:
  static constexpr int kSessions = 5;
  using Json = nlohmann::json;
  using Answer = http::test::Answer;

  explicit CatalogInstance(const db::DatabaseSettings& database, catalog::CatalogSettings settings = {});
  ~CatalogInstance();

  // The tails, so that caches hear of changes, and the groups.
  void start();

  Answer get(const std::string& path, std::vector<std::pair<std::string, std::string>> headers = {});
  // As somebody who may write the catalog.
  Answer staff(const std::string& method, const std::string& path, const Json& body = nullptr,
               const std::string& if_match = {}, std::vector<std::pair<std::string, std::string>> headers = {});
  // As whoever these credentials say; nobody without.
  Answer send(const std::string& method, const std::string& path, const std::string& authorization);
  // A file, as somebody who may write the catalog.
  Answer upload(const std::string& path, std::string file, const std::string& media_type = "text/csv",
                const std::string& idempotency_key = {});
  // The longest file that this path takes from somebody who may write the catalog.
  std::size_t longest_upload(const std::string& path, std::string_view media_type);
  Answer send(const http::test::Ask& ask) { return fixture_.send(ask); }
  bool run_schedule() { return run_job("catalog.schedule"); }
  bool run_imports() { return run_job("catalog.imports"); }  // to their end
  bool run_job(const std::string& name);
  const std::filesystem::path& media_folder() const { return media_folder_.path(); }
  // A published product with one variant, by POST.
  Json create(const std::string& name, Json more = Json::object());

  db::Database database() { return {pool_, "catalog"}; }
  catalog::Module& module() { return module_; }
  events::Log& log() { return log_; }
  ManualClock& clock() { return fixture_.clock; }

 private:
  catalog::CatalogSettings settings_;
  http::test::ApiFixture fixture_;
  telemetry::Log logger_;
  SystemClock system_clock_;
  db::Pool pool_;
  events::EventSettings event_settings_;
  events::Log log_;
  events::Tails tails_;
  idempotency::Once once_;
  ScratchFolder media_folder_;
  media::MediaSettings media_settings_;
  std::unique_ptr<media::Store> media_;
  catalog::Module module_;
  events::Dispatcher dispatcher_;
};

// Has all of an instance's sessions while it lives.
class BusySessions {
 public:
  explicit BusySessions(CatalogInstance& instance);
  ~BusySessions();

 private:
  std::latch taken_{CatalogInstance::kSessions};
  std::promise<void> done_;
  std::vector<std::thread> threads_;
};

// Of an answer's body.
nlohmann::json json_of(const http::test::Answer& answer);
std::string code_of(const http::test::Answer& answer);
std::vector<std::string> pointers_of(const http::test::Answer& answer);

}  // namespace kontor::test
