#include "support/test_database.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <vector>

#include "kernel/core/text.hpp"
#include "kernel/db/embedded/file_lock.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/telemetry/log.hpp"
#include "support/scratch_folder.hpp"
#include "support/sql.hpp"

namespace kontor::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* kPrivateServerPrefix = "kontor-testserver-";

// What killed test programs left: nobody holds the lock of those servers.
void remove_abandoned_servers() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path())) {
    if (entry.path().filename().string().starts_with(kPrivateServerPrefix)) folders.push_back(entry.path());
  }
  for (const auto& folder : folders) {
    if (!fs::exists(folder / "postgres.lock")) continue;
    const auto lock = db::FileLock::try_take(folder / "postgres.lock");
    std::error_code ignored;
    if (lock && *lock) fs::remove_all(folder, ignored);
  }
}

// The runner's server, or one that lives as long as this process.
class Server {
 public:
  Server() {
    const char* shared = std::getenv("KONTOR_TEST_POSTGRES");
    if (!shared) {
      remove_abandoned_servers();
      scratch_.emplace(kPrivateServerPrefix);
    }
    auto started =
        db::EmbeddedServer::start_or_join(shared ? shared : scratch_->path().string(), log_, db::Durability::none);
    if (!started) throw std::runtime_error(started.error().detail);
    server_.emplace(std::move(*started));
    session_ = std::make_unique<KeptSession>(server_->owner_url());
  }

  std::string owner_url(const std::string& database) const { return with_database(server_->owner_url(), database); }
  std::string url(const std::string& database) const { return with_database(server_->url(), database); }
  // As the owner, in a database that belongs to no test.
  std::string run_sql(const std::string& sql) const { return session_->run(sql); }
  const std::string& maintenance_url() const { return server_->owner_url(); }

 private:
  static std::string with_database(std::string url, const std::string& database) {
    const auto start = url.find("@/") + 2;
    return url.replace(start, url.find('?') - start, database);
  }

  telemetry::Log log_{telemetry::LogSettings{.level = telemetry::LogLevel::error}};
  std::optional<ScratchFolder> scratch_;
  std::optional<db::EmbeddedServer> server_;
  std::unique_ptr<KeptSession> session_;
};

const Server& server() {
  static const Server instance;
  return instance;
}

std::string new_name() {
  static std::atomic<int> count{0};
  return "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

db::DatabaseSettings settings_for(const std::string& database, const std::string& role_prefix) {
  db::DatabaseSettings settings;
  settings.url = server().url(database);
  settings.owner_url = server().owner_url(database);
  settings.role_prefix = role_prefix;
  return settings;
}

void drop_database(const std::string& name) {
  server().run_sql("drop database if exists " + name + " with (force)");
}

// Makes the template under another name first, so that one which failed half-way is never copied.
void make_template(const std::string& name, const TestDatabase::Fill& fill) {
  const std::string draft = name + "_draft";
  drop_database(draft);
  server().run_sql("create database " + draft);
  fill(settings_for(draft, name));
  server().run_sql("alter database " + draft + " rename to " + name);
}

std::string ensure_template(std::string_view key, const TestDatabase::Fill& fill) {
  const std::string name = "template_" + std::to_string(text::stable_hash(key));
  SqlSession session(server().maintenance_url());
  session.run("select pg_advisory_lock(hashtext('" + name + "'))");  // until the session ends
  if (session.run("select 1 from pg_database where datname = '" + name + "'").empty()) make_template(name, fill);
  return name;
}

// What was made under the name of a database that is gone.
void drop_roles(const std::string& prefix) {
  server().run_sql(
      "do $$ declare role name; begin"
      " for role in select rolname from pg_roles where starts_with(rolname, '" +
      prefix +
      "_')"
      " loop execute format('drop role %I', role); end loop; end $$");
}

std::string key_of(const std::vector<db::Migration>& migrations) {
  std::string key;
  for (const auto& migration : migrations) key += migration.module + "/" + migration.checksum + "\n";
  return key;
}

void migrate(const db::DatabaseSettings& settings, const std::vector<db::Migration>& migrations) {
  const telemetry::Log log({.level = telemetry::LogLevel::error});
  auto done = db::Migrator(settings, migrations, log).migrate();
  if (!done) throw std::runtime_error(done.error().detail);
}

}  // namespace

TestDatabase::TestDatabase()
    : name_(new_name()),
      settings_(settings_for(name_, name_)),
      session_(std::make_unique<KeptSession>(settings_.owner_url)) {
  server().run_sql("create database " + name_);
}

TestDatabase::TestDatabase(std::string_view template_key, const Fill& fill) : name_(new_name()) {
  const auto origin = ensure_template(template_key, fill);
  server().run_sql("create database " + name_ + " template " + origin);
  settings_ = settings_for(name_, origin);
  session_ = std::make_unique<KeptSession>(settings_.owner_url);
}

TestDatabase::TestDatabase(const std::vector<db::Migration>& migrations)
    : TestDatabase(key_of(migrations), [&](const auto& settings) { migrate(settings, migrations); }) {}

TestDatabase::~TestDatabase() {
  session_.reset();
  try {
    drop_database(name_);
    if (settings_.role_prefix == name_) drop_roles(name_);
  } catch (const std::exception& failed) {
    std::cerr << "cannot drop " << name_ << ": " << failed.what() << "\n";
  }
}

std::string TestDatabase::run_sql(const std::string& sql) const {
  return session_->run(sql);
}

}  // namespace kontor::test
