#include <catch2/catch.hpp>
#include <stdexcept>

#include "kernel/db/house.hpp"
#include "support/recorded_spans.hpp"

using namespace kontor;
using namespace kontor::test;
using telemetry::SpanKind;

namespace {

constexpr std::string_view kTracedInsert = "insert into shelf.item (id, name, quantity) values ($1, $2, $3)";

struct TracedHouse {
  RecordedSpans recorded;
  House house{{.tracer = recorded.tracer}};
};

void put_traced(db::Tx& tx, std::string_view name, int quantity = 1) {
  tx.post(kTracedInsert, Uuid::generate(), name, quantity);
}

}  // namespace

TEST_CASE("a transaction is one span, with what became of it and without a value") {
  TracedHouse traced;
  {
    const telemetry::Span request(traced.recorded.tracer, "request");
    REQUIRE(traced.house.shelf.transact([](db::Tx& tx) -> Result<void> {
      put_traced(tx, "a very private pen");
      tx.query("select count(*) as items from shelf.item");
      return {};
    }));
  }
  const auto spans = traced.recorded.take();
  REQUIRE(spans.size() == 2);
  const auto& transaction = *spans[0];
  CHECK(transaction.name == "sql transaction");
  CHECK(transaction.kind == SpanKind::client);
  CHECK(transaction.parent == spans[1]->context.span_id);
  CHECK(attribute(transaction, "db.system.name") == "postgresql");
  CHECK(attribute(transaction, "db.namespace") == "shelf");
  CHECK(attribute(transaction, "kontor.db.statements") == "2");
  CHECK(attribute(transaction, "kontor.db.attempts") == "1");
  CHECK(attribute(transaction, "kontor.db.outcome") == "commit");
  CHECK_FALSE(transaction.failure);
  for (const auto& one : transaction.attributes)
    CHECK(attribute(transaction, one.name).find("pen") == std::string::npos);
}

TEST_CASE("a transaction that is given up is no failure, one that breaks is") {
  TracedHouse traced;
  const auto refused = traced.house.shelf.transact([](db::Tx& tx) -> Result<void> {
    put_traced(tx, "ink");
    return conflict("sold_out", "");
  });
  CHECK(refused.error().code == "sold_out");
  const auto broken = [&] {
    (void)traced.house.shelf.transact([](db::Tx& tx) -> Result<void> {
      put_traced(tx, "nib", -1);
      return {};
    });
  };
  CHECK_THROWS_AS(broken(), db::Violation);
  const auto slow = traced.house.shelf.transact([](db::Tx& tx) -> Result<void> {
    tx.execute("set local statement_timeout = 20");
    tx.execute("select pg_sleep(10)");
    return {};
  });
  CHECK(slow.error().code == "database_timeout");

  const auto spans = traced.recorded.take();
  REQUIRE(spans.size() == 3);
  CHECK(attribute(*spans[0], "kontor.db.outcome") == "rollback");
  CHECK_FALSE(spans[0]->failure);
  CHECK(spans[1]->failure == "exception");
  CHECK(spans[2]->failure == "database_timeout");
}

TEST_CASE("a read is a span of its own kind") {
  TracedHouse traced;
  CHECK(text_of(traced.house.till.read("select 'x' as mark"), "mark") == "x");
  const auto spans = traced.recorded.take();
  REQUIRE(spans.size() == 1);
  CHECK(spans[0]->name == "sql read");
  CHECK(attribute(*spans[0], "db.namespace") == "till");
}

TEST_CASE("a transaction that nobody records asks the database all the same") {
  House house;
  REQUIRE(house.shelf.transact([](db::Tx& tx) -> Result<void> {
    put_traced(tx, "pen");
    return {};
  }));
  CHECK(text_of(house.shelf.read("select name from shelf.item"), "name") == "pen");
}
