#include "kernel/db/pool.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "kernel/core/giving_way.hpp"
#include "kernel/db/embedded_server.hpp"
#include "kernel/db/house.hpp"
#include "support/eventually.hpp"
#include "support/scratch_folder.hpp"

using namespace kontor;
using namespace kontor::test;

namespace {

using Steady = std::chrono::steady_clock;

std::chrono::milliseconds since(Steady::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - start);
}

std::string code_of(const Result<db::Rows>& rows) {
  return rows ? "ok" : Result<db::Rows>(rows).error().code;
}

// Holds one session in a transaction until told to let go.
class Holder {
 public:
  explicit Holder(House& house) {
    thread_ = std::jthread([this, &house] {
      (void)house.shelf.transact([this](db::Tx& tx) -> Result<void> {
        tx.query("select 1");
        held_ = true;
        held_.notify_all();
        let_go_.wait(false);
        return {};
      });
    });
    held_.wait(false);
  }
  ~Holder() {
    let_go_ = true;
    let_go_.notify_all();
  }

 private:
  std::atomic<bool> held_{false};
  std::atomic<bool> let_go_{false};
  std::jthread thread_;
};

}  // namespace

TEST_CASE("who finds no free session waits as long as is allowed and is told that it was in vain") {
  House house({.pool_size = 1, .pool_wait_ms = 150});
  Holder holder(house);
  const auto start = Steady::now();
  CHECK(code_of(house.shelf.read("select 1")) == "unavailable");
  CHECK(since(start).count() >= 140);
  CHECK(since(start).count() < 1500);
}

TEST_CASE("who gives way waits for its kind while many sessions are in use, and nobody waits for it") {
  House house({.pool_size = 4, .sessions_for_all = 1, .pool_wait_ms = 150});
  const auto read = [&] { return code_of(house.shelf.read("select 1")); };
  const auto read_giving_way = [&] {
    const GivingWay scope(true);
    return read();
  };
  const auto other = std::make_unique<Holder>(house);
  CHECK(read_giving_way() == "ok");
  const GivingWay scope(true);
  const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.query("select 1");
    std::string of_a_neighbour;
    std::jthread([&] { of_a_neighbour = read_giving_way(); }).join();
    CHECK(of_a_neighbour == "unavailable");
    std::jthread([&] { of_a_neighbour = read(); }).join();
    CHECK(of_a_neighbour == "ok");
    // Who has a session already would wait for itself.
    CHECK(read() == "ok");
    return {};
  });
  CHECK(done.ok());
  CHECK(read() == "ok");
}

TEST_CASE("who waits gets the session that comes free") {
  House house({.pool_size = 1, .pool_wait_ms = 10000});
  auto holder = std::make_unique<Holder>(house);
  std::string answer;
  std::jthread waiter([&] { answer = code_of(house.shelf.read("select 1")); });
  holder.reset();
  waiter.join();
  CHECK(answer == "ok");
}

TEST_CASE("a server that goes away is told at once, and its return is noticed soon") {
  ScratchFolder folder;
  const telemetry::Log log({.level = telemetry::LogLevel::off});
  telemetry::Metrics metrics;
  auto server = db::EmbeddedServer::start_or_join(folder.path(), log, db::Durability::none);
  REQUIRE(server.ok());
  db::DatabaseSettings settings;
  settings.url = server.value().url();
  db::Pool pool(settings, log, metrics);
  db::Database database(pool, "");
  std::atomic<bool> stop{false};
  std::atomic<int> bugs{0};
  std::vector<std::jthread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      while (!stop) {
        try {
          const auto code = code_of(database.read("select 1 as n"));
          if (code != "ok" && code != "unavailable") ++bugs;
        } catch (const std::exception&) {
          ++bugs;
        }
      }
    });
  }
  for (int round = 0; round < 2; ++round) {
    CHECK(eventually([&] { return pool.ping().ok(); }));
    server = unavailable("stopped");
    const auto start = Steady::now();
    CHECK_FALSE(pool.ping().ok());
    CHECK(since(start).count() < 500);
    server = db::EmbeddedServer::start_or_join(folder.path(), log, db::Durability::none);
    REQUIRE(server.ok());
    CHECK(eventually([&] { return pool.ping().ok(); },
                     std::chrono::seconds(10)));  // half a second where nobody else works
  }
  stop = true;
  callers.clear();
  CHECK(bugs == 0);
}

TEST_CASE("a pool may open before its server is there") {
  const telemetry::Log log({.level = telemetry::LogLevel::off});
  telemetry::Metrics metrics;
  db::DatabaseSettings settings;
  settings.url = "postgresql://nobody@/nothing?host=/nonexistent";
  db::Pool pool(settings, log, metrics);
  CHECK_FALSE(pool.ping().ok());
  settings.url = "postgresql://user:pass%word@:::/";
  CHECK_THROWS_AS(db::Pool(settings, log, metrics), std::invalid_argument);
}

TEST_CASE("a reading that may be stale is answered by the primary while the replica is away") {
  House house({.replica_url = "postgresql://nobody@/nothing?host=/nonexistent"});
  CHECK(code_of(house.shelf.read_stale("select 1")) == "ok");
}

TEST_CASE("a reading that may be stale is answered by the replica where there is one") {
  House replica;
  House house({.replica_url = replica.settings.url});
  const auto asked = house.shelf.read_stale("select current_database()::text as name");
  CHECK(text_of(asked, "name") == replica.run_sql("select current_database()"));
  CHECK(text_of(house.shelf.read("select current_database()::text as name"), "name") ==
        house.run_sql("select current_database()"));
}

TEST_CASE("a statement or a lock that takes too long is given up with an answer that may be tried again") {
  House house({.statement_timeout_ms = 100, .lock_timeout_ms = 50});
  CHECK(code_of(house.shelf.read("select pg_sleep(10)")) == "database_timeout");
  house.run_sql("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
  SqlSession other(house.settings.owner_url);
  other.run("begin; update shelf.item set quantity = 1");
  auto blocked = house.shelf.transact([](db::Tx& tx) -> Result<void> {
    tx.execute("update shelf.item set quantity = 2");
    return {};
  });
  REQUIRE_FALSE(blocked.ok());
  CHECK(blocked.error().code == "database_timeout");
}

TEST_CASE("a patient transaction waits for what takes longer than the settings allow; the next one does not") {
  House house({.pool_size = 1, .statement_timeout_ms = 100});
  const auto waited = house.shelf.transact([](db::Tx& tx) -> Result<void> {
    tx.be_patient(std::chrono::seconds(30));
    tx.be_patient(std::chrono::seconds(1));  // takes nothing away
    tx.execute("select pg_sleep(5.3)");      // longer than a session without an answer is kept
    return {};
  });
  CHECK(waited.ok());
  CHECK(code_of(house.shelf.read("select pg_sleep(10)")) == "database_timeout");
}

TEST_CASE("the metrics tell of sessions, round trips and failures") {
  House house;
  REQUIRE(house.shelf.read("select 1").ok());
  CHECK_THROWS(house.shelf.read("select nonsense"));
  const auto page = house.metrics.render();
  for (const auto* line :
       {"kontor_db_pool_size{pool=\"primary\"} 2", "kontor_db_pool_in_use{pool=\"primary\"} 0",
        "kontor_db_statement_seconds_count{pool=\"primary\"} 2",
        "kontor_db_pool_wait_seconds_count{pool=\"primary\"} 2", "{class=\"statement\",pool=\"primary\"} 1",
        "kontor_db_reconnects_total{pool=\"primary\"} 0"}) {
    CHECK_THAT(page, Catch::Contains(line));
  }
}

TEST_CASE("who collides again and again is told so in the end") {
  House house({.transaction_attempts = 3});
  house.run_sql("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
  int runs = 0;
  auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    ++runs;
    tx.query("set transaction isolation level repeatable read");
    tx.query("select quantity from shelf.item");
    house.run_sql("update shelf.item set quantity = quantity + 1");
    tx.execute("update shelf.item set quantity = quantity + 1");
    return {};
  });
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == "contention");
  CHECK(runs == 3);
}

TEST_CASE("many writers on one row all succeed, and each counts") {
  House house({.pool_size = 8, .pool_wait_ms = 10000, .transaction_attempts = 50});
  house.run_sql("insert into shelf.item (id, name) values (gen_random_uuid(), 'a'), (gen_random_uuid(), 'b')");
  house.run_sql("alter database " + house.run_sql("select current_database()") + " set deadlock_timeout = '5ms'");
  std::atomic<int> refused{0};
  {
    std::vector<std::jthread> writers;
    for (int w = 0; w < 8; ++w) {
      writers.emplace_back([&, w] {
        for (int i = 0; i < 10; ++i) {
          // Locked in opposite orders: deadlocks, which are run again.
          const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
            const bool forward = w % 2 == 0;
            tx.execute("update shelf.item set quantity = quantity + 1 where name = $1", forward ? "a" : "b");
            tx.execute("update shelf.item set quantity = quantity + 1 where name = $1", forward ? "b" : "a");
            return {};
          });
          if (!done.ok()) ++refused;
        }
      });
    }
  }
  CHECK(refused == 0);
  CHECK(house.run_sql("select string_agg(quantity::text, ',') from shelf.item") == "80,80");
}
