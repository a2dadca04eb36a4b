#include "support/test_database.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "support/sql.hpp"

using kontor::test::TestDatabase;

TEST_CASE("each test has an empty database of its own") {
  const TestDatabase one;
  const TestDatabase other;
  one.run_sql("create table only_here (n int)");
  CHECK(other.run_sql("select to_regclass('only_here')").empty());
  CHECK(kontor::test::run_sql(one.settings().url, "select current_user") == "kontor_app");
}

TEST_CASE("a template is filled once, and its copies do not see each other's changes") {
  int filled = 0;
  const auto fill = [&](const kontor::db::DatabaseSettings& settings) {
    ++filled;
    kontor::test::run_sql(settings.owner_url, "create role " + settings.role_prefix + "_shelf");
    kontor::test::run_sql(settings.owner_url, "create table shelf as select 1 as n");
  };
  const std::string key = "a test of templates " + std::to_string(::getpid());
  const TestDatabase one(key, fill);
  const TestDatabase other(key, fill);
  CHECK(filled == 1);
  one.run_sql("update shelf set n = 2");
  CHECK(other.run_sql("select n from shelf") == "1");
  CHECK(one.settings().role_prefix == other.settings().role_prefix);
  CHECK(one.run_sql("select 1 from pg_roles where rolname = '" + one.settings().role_prefix + "_shelf'") == "1");
}

TEST_CASE("a test of a module begins with its migrations applied") {
  const kontor::db::Migration shelf{"shelf", 1, "items", "create table shelf.item (n int)", "checksum of a test"};
  const TestDatabase one({shelf});
  const TestDatabase other({shelf});
  one.run_sql("insert into shelf.item values (1)");
  CHECK(other.run_sql("select count(*) from shelf.item") == "0");
}

TEST_CASE("a template whose making failed is made again by the next who asks") {
  const std::string key = "a test of failing templates " + std::to_string(::getpid());
  const auto fail = [](const kontor::db::DatabaseSettings&) { throw std::runtime_error("broken migration"); };
  CHECK_THROWS_WITH(TestDatabase(key, fail), "broken migration");
  const TestDatabase database(key, [](const auto& settings) {
    kontor::test::run_sql(settings.owner_url, "create table shelf as select 1 as n");
  });
  CHECK(database.run_sql("select n from shelf") == "1");
}
