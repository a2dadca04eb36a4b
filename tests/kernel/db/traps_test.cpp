#include <catch2/catch.hpp>
#include <thread>

#include "kernel/db/database.hpp"
#include "kernel/db/house.hpp"
#include "support/eventually.hpp"

// The traps of the libraries below, each reproduced from where a module stands.
using namespace kontor;
using namespace kontor::test;

namespace {

std::string count_items(House& house) {
  return house.run_sql("select count(*) from shelf.item");
}

// On a pool of one session everybody gets the same one.
House::Changes one_session() {
  return {.pool_size = 1};
}

std::string session_id(House& house) {
  return text_of(house.shelf.read("select pg_backend_pid()::text as pid"), "pid");
}

template <class Exception, class Work>
std::string what_of(Work work) {
  try {
    (void)work();
  } catch (const Exception& failure) {
    return failure.what();
  }
  FAIL("nothing was thrown");
  return "";
}

}  // namespace

TEST_CASE("a commit of a transaction that had failed is not taken for a commit") {
  House house;
  const auto swallow = [&] {
    return house.shelf.transact([](db::Tx& tx) -> Result<void> {
      tx.execute("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
      try {
        tx.execute("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
      } catch (const db::Violation&) {
      }
      return {};
    });
  };
  CHECK_THAT(what_of<db::StatementFailed>(swallow), Catch::Contains("rolled back"));
  CHECK(count_items(house) == "0");
}

TEST_CASE("a transaction that a statement ended is not taken for a commit") {
  House house(one_session());
  for (const auto* end : {"commit", "rollback"}) {
    const auto ended = [&] {
      return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
        tx.execute("insert into shelf.item (id, name) values (gen_random_uuid(), $1)", end);
        tx.execute(end);
        return {};
      });
    };
    CHECK_THAT(what_of<db::StatementFailed>(ended), Catch::Contains("ended the transaction"));
  }
}

TEST_CASE("a session that comes back with a transaction open is replaced") {
  House house(one_session());
  const auto before = session_id(house);
  REQUIRE(house.shelf.read("begin").ok());
  CHECK(session_id(house) != before);
  REQUIRE(house.shelf.read("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')").ok());
  CHECK(count_items(house) == "1");
}

TEST_CASE("a session that the server ended while it was idle is replaced before it is used") {
  House house(one_session());
  const auto before = session_id(house);
  house.terminate_sessions();
  SECTION("by a read") {
    CHECK(session_id(house) != before);
  }
  SECTION("by a transaction of a single round trip, which could not be sent twice") {
    const auto done = house.shelf.transact([](db::Tx& tx) -> Result<void> {
      tx.post("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
      return {};
    });
    CHECK(done.ok());
    CHECK(count_items(house) == "1");
  }
}

TEST_CASE("a transaction whose session dies before its commit is sent is run again") {
  const bool found_by_statement = GENERATE(true, false);
  INFO((found_by_statement ? "found by a statement" : "found by the commit"));
  House house;
  int runs = 0;
  const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.execute("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
    if (!found_by_statement) tx.execute("update shelf.item set quantity = quantity + 1");
    if (runs++ == 0) house.terminate_sessions();
    if (found_by_statement) tx.execute("update shelf.item set quantity = quantity + 1");
    return {};
  });
  CHECK(done.ok());
  CHECK(runs == 2);
  CHECK(house.run_sql("select sum(quantity) from shelf.item") == "1");
}

TEST_CASE("a transaction whose sessions keep dying is given up") {
  House house;
  int runs = 0;
  auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    ++runs;
    tx.query("select 1");
    house.terminate_sessions();
    tx.query("select 1");
    return {};
  });
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == "unavailable");
  CHECK(runs == 2);
}

TEST_CASE("a lost answer to COMMIT is told as unknown and not tried again") {
  House house;
  house.run_sql(
      "create function public.hold() returns trigger language plpgsql as"
      " 'begin perform pg_catalog.pg_advisory_xact_lock(42); return null; end';"
      "create constraint trigger hold after insert on shelf.item deferrable initially deferred"
      " for each row execute function public.hold()");
  SqlSession keeper(house.settings.owner_url);
  keeper.run("select pg_advisory_lock(42)");
  std::string code;
  std::jthread committer([&] {
    auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
      tx.execute("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
      return {};
    });
    code = done ? "ok" : done.error().code;
  });
  const bool killed = eventually([&] {
    return keeper.run(
               "select pg_terminate_backend(pid) from pg_stat_activity"
               " where datname = current_database() and query = 'commit' and wait_event_type = 'Lock'") == "t";
  });
  committer.join();
  REQUIRE(killed);
  CHECK(code == "commit_unknown");
}

TEST_CASE("temporaries may be parameters: values are copied before the statement is sent") {
  House house;
  const auto done = house.shelf.transact([](db::Tx& tx) -> Result<void> {
    tx.post("insert into shelf.item (id, name) values (gen_random_uuid(), $1)", std::string(100, 'a') + "tail");
    tx.post("insert into shelf.item (id, name) values (gen_random_uuid(), $1)", std::string(100, 'b') + "tail");
    return {};
  });
  REQUIRE(done.ok());
  CHECK(house.run_sql("select count(*) from shelf.item where name ~ '^(a{100}|b{100})tail$'") == "2");
}

TEST_CASE("no message holds a value that was sent") {
  House house;
  const std::string secret = "s3cret-value";
  const auto insert = [&](std::string_view sql) {
    return [&house, &secret, sql] {
      return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
        tx.execute(sql, secret);
        return {};
      });
    };
  };
  constexpr std::string_view kInsert = "insert into shelf.item (id, name) values (gen_random_uuid(), $1)";
  REQUIRE(insert(kInsert)().ok());
  std::vector<std::string> messages = {
      what_of<db::Violation>(insert(kInsert)),
      what_of<db::Violation>(insert("insert into shelf.item (id, name, quantity) values (gen_random_uuid(), $1, -1)")),
      what_of<db::Violation>(insert("insert into shelf.item (id, name) values (null, $1)")),
  };
  for (const auto* sql :
       {"select $1::int as n", "select $1::text::int as n", "select $1::timestamptz as t", "select $1::regclass as c",
        "select $1::jsonb as j", "select $1::uuid as u", "select $1::text::regtype as t"}) {
    messages.push_back(what_of<db::StatementFailed>(insert(sql)));
  }
  for (const auto& message : messages) {
    INFO(message);
    CHECK(message.find(secret) == std::string::npos);
    CHECK(message.find("SQLSTATE") != std::string::npos);
  }
  CHECK_THAT(messages[0], Catch::Contains("item_name_unique") && Catch::Contains("shelf.item"));
}

TEST_CASE("a moment keeps its microseconds, whatever the zone of the session") {
  House house(one_session());
  const auto moment = *parse_timestamp("2026-07-01T12:00:00.123456+02:00");
  for (const auto* zone : {"UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland"}) {
    const auto same = house.shelf.transact([&](db::Tx& tx) -> Result<bool> {
      tx.post("select set_config('TimeZone', $1, true)", zone);
      return tx.query("select $1::timestamptz as moment", moment).one().get<Timestamp>("moment") == moment;
    });
    INFO(zone);
    REQUIRE(same.ok());
    CHECK(same.value());
  }
  CHECK(text_of(house.shelf.read("show timezone"), "TimeZone") == "UTC");
}

TEST_CASE("casts and colons in a statement reach the server as they are written") {
  House house;
  CHECK(text_of(house.shelf.read("select ':x'::text || ' :y '::varchar || (array[1,2,3])[2:2]::text as text"),
                "text") == ":x :y {2}");
}

TEST_CASE("a setting that one transaction changed is not there for the next user of the session") {
  House house(one_session());
  REQUIRE(house.shelf.read("set statement_timeout = '7s'").ok());
  CHECK(text_of(house.till.read("show statement_timeout"), "statement_timeout") == "5s");
  const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.execute("set role none");
    return {};
  });
  REQUIRE(done.ok());
  CHECK(text_of(house.shelf.read("select current_user::text as me"), "me") == house.settings.role_prefix + "_shelf");
}

TEST_CASE("a rollback that undoes the change of role is not forgotten") {
  House house(one_session());
  CHECK(text_of(house.till.read("select current_user::text as me"), "me") == house.settings.role_prefix + "_till");
  auto refused = house.shelf.transact([](db::Tx& tx) -> Result<void> {
    tx.execute("select 1");
    return conflict("no", "");
  });
  CHECK_FALSE(refused.ok());
  CHECK(text_of(house.shelf.read("select current_user::text as me"), "me") == house.settings.role_prefix + "_shelf");
  CHECK_THROWS(house.till.read("select 1/0 as n"));
  CHECK(text_of(house.shelf.read("select current_user::text as me"), "me") == house.settings.role_prefix + "_shelf");
}

TEST_CASE("a module without a role gets nothing done, not even in a transaction of one round trip") {
  House house(one_session());
  REQUIRE(house.shelf.read("select 1").ok());
  db::Database stranger(house.pool, "stranger");
  const auto intrude = [&] {
    return stranger.transact([](db::Tx& tx) -> Result<void> {
      tx.post("insert into shelf.item (id, name) values (gen_random_uuid(), 'pen')");
      return {};
    });
  };
  CHECK_THROWS_AS(intrude(), db::StatementFailed);
  CHECK_THROWS_AS(stranger.read("select 1"), db::StatementFailed);
  CHECK(count_items(house) == "0");
}

TEST_CASE("a kept statement survives a change of its table") {
  House house(one_session());
  const auto read = [&] { return house.shelf.read("select * from shelf.item"); };
  REQUIRE(read().ok());
  house.run_sql("alter table shelf.item add column colour text");
  CHECK(read().ok());
  const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
    tx.query("select * from shelf.item");
    return {};
  });
  CHECK(done.ok());
}

TEST_CASE("more statements than are kept go on working, and the server keeps no more than the limit") {
  House house(one_session());
  for (int i = 0; i < 600; ++i) {
    REQUIRE(house.shelf.read("select " + std::to_string(i) + " as n").value().one().get<std::int32_t>("n") == i);
  }
  const auto kept =
      house.shelf.read("select count(*) as n from pg_prepared_statements").value().one().get<std::int64_t>("n");
  CHECK(kept <= 258);
  CHECK(kept >= 250);
}

TEST_CASE("COPY as an ordinary statement is refused and does not hang") {
  House house(one_session());
  for (const auto* copy : {"copy shelf.item from stdin", "copy shelf.item to stdout"}) {
    const auto misuse = [&] {
      return house.shelf.transact([&](db::Tx& tx) -> Result<void> {
        tx.execute(copy);
        return {};
      });
    };
    CHECK_THROWS_AS(misuse(), db::StatementFailed);
    CHECK(house.shelf.read("select 1").ok());
  }
}
