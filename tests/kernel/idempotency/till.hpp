#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "kernel/db/database.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/idempotency/once.hpp"
#include "support/test_database.hpp"

namespace kontor::idempotency::test {

// A shop whose endpoints take effect once: POST /sales sells (required key), POST /notes says nothing (optional key),
// POST /bills answers ready bytes, POST /orders binds its key to an order. What `inside` does happens in the
// transaction, behind the effect.
class Till : public http::test::ApiFixture {
 public:
  explicit Till(db::DatabaseSettings settings);

  http::test::Answer ask(std::string path, std::string key, std::string body = R"({"amount":5})",
                         std::string caller = "ann");
  std::string sell(std::string key, int amount);  // "201", "201 replayed" or the problem's code

  db::Pool pool;
  db::Database till;
  Once once;
  std::function<void()> inside = [] {};
  std::atomic<bool> sold_out{false};  // nothing is ordered, and that is known before anything is asked
  std::atomic<bool> closed{false};    // nothing is sold, once it has been tried

 private:
  std::vector<http::Endpoint> till_endpoints();
};

// The rows of till.sale, and so on.
std::string count_of(const kontor::test::TestDatabase& database, const std::string& table);

// Its template is made once a run.
kontor::test::TestDatabase till_database();

std::string outcome_of(const http::test::Answer& answer);

}  // namespace kontor::idempotency::test
