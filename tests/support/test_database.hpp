#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/migrations.hpp"
#include "kernel/db/pool.hpp"

namespace kontor::test {

class KeptSession;

// A database of its own for a test or a file of tests, dropped at the end. It lives on the server that the test runner
// started for all (KONTOR_TEST_POSTGRES); without one, on a private server of this process.
class TestDatabase {
 public:
  using Fill = std::function<void(const db::DatabaseSettings&)>;

  TestDatabase();  // empty
  // A copy of a template. The first who asks for `template_key` makes it with `fill`, once per run of all tests and
  // safe against other test programs; so a key stands for one content (for migrations: their checksums).
  TestDatabase(std::string_view template_key, const Fill& fill);
  // A copy of a template with these migrations applied, and nothing else.
  explicit TestDatabase(const std::vector<db::Migration>& migrations);
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase();

  // With url, owner_url and role_prefix set: roles belong to the whole server, so copies share their template's.
  const db::DatabaseSettings& settings() const { return settings_; }

  // As the owner, each time as on a connection of its own: see KeptSession.
  std::string run_sql(const std::string& sql) const;

 private:
  std::string name_;
  db::DatabaseSettings settings_;
  std::unique_ptr<KeptSession> session_;
};

}  // namespace kontor::test
