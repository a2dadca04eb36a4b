#include "kernel/idempotency/once.hpp"

#include <catch2/catch.hpp>

#include "kernel/db/errors.hpp"
#include "kernel/idempotency/till.hpp"

namespace kontor::idempotency {
namespace {

struct Shop {
  kontor::test::TestDatabase database = test::till_database();
  test::Till till{database.settings()};

  std::string count(const std::string& table) const { return test::count_of(database, table); }
  void go_ahead(const std::string& interval) const {
    database.run_sql("update kernel.clock set ahead = '" + interval + "'");
  }
  std::uint64_t metric(const char* reason) {
    return till.metrics
        .counter("kontor_idempotency_refusals_total", "Requests refused for their Idempotency-Key",
                 {{"reason", reason}})
        .value();
  }
};

TEST_CASE_METHOD(Shop, "the same request with the same key takes effect once and is answered as it was") {
  const auto first = till.ask("/sales", "k-1");
  CHECK(first.status() == 201);
  CHECK(first.header("Idempotent-Replayed").empty());
  for (int again = 0; again < 3; ++again) {
    const auto replay = till.ask("/sales", "k-1");
    CHECK(replay.status() == 201);
    CHECK(replay.header("Idempotent-Replayed") == "true");
    CHECK(replay.body() == first.body());
    CHECK(replay.header("Location") == "/sales/1");
    CHECK(replay.header("Content-Type") == "application/json");
  }
  CHECK(count("till.sale") == "1");
}

TEST_CASE_METHOD(Shop, "an answer without a body and one of ready bytes are kept too") {
  CHECK(test::outcome_of(till.ask("/notes", "k-1")) == "204");
  CHECK(test::outcome_of(till.ask("/notes", "k-1")) == "204 replayed");
  const auto bill = till.ask("/bills", "k-2");
  const auto replay = till.ask("/bills", "k-2");
  CHECK(bill.body() == "bill 2");
  CHECK(replay.body() == "bill 2");
  CHECK(bill.header("Content-Type") == "text/plain");
  CHECK(replay.header("Content-Type") == "text/plain");
  CHECK_FALSE(bill.header("ETag").empty());
  CHECK(replay.header("ETag") == bill.header("ETag"));
  CHECK(count("till.sale") == "2");
}

TEST_CASE_METHOD(Shop, "a key used for another body, query or endpoint is refused without effect") {
  CHECK(till.sell("k-1", 5) == "201");
  CHECK(till.sell("k-1", 6) == "idempotency_key_reused");
  CHECK(test::outcome_of(till.ask("/sales?gift=1", "k-1")) == "idempotency_key_reused");
  CHECK(test::outcome_of(till.ask("/notes", "k-1")) == "idempotency_key_reused");
  CHECK(test::outcome_of(till.ask("/orders", "k-1")) == "idempotency_key_reused");
  CHECK(till.ask("/notes", "k-1").status() == 422);
  CHECK(till.sell("k-1", 5) == "201 replayed");
  CHECK(count("till.sale") == "1");
  CHECK(metric("reused") == 5);
}

TEST_CASE_METHOD(Shop, "the same key of another caller is another key") {
  CHECK(till.ask("/sales", "k-1", R"({"amount":5})", "ann").status() == 201);
  const auto bob = till.ask("/sales", "k-1", R"({"amount":7})", "bob");
  CHECK(test::outcome_of(bob) == "201");
  CHECK(bob.body() == R"({"id":2,"amount":7})");
}

TEST_CASE_METHOD(Shop, "what failed has no effect and frees its key") {
  till.closed = true;
  CHECK(till.sell("k-1", 5) == "till_closed");
  CHECK(till.sell("k-1", 6) == "till_closed");
  till.inside = [] { throw std::runtime_error("out of paper"); };
  CHECK(till.sell("k-1", 5) == "internal");
  till.inside = [] {};
  till.closed = false;
  CHECK(till.sell("k-1", 7) == "201");
  CHECK(count("till.sale") == "1");
}

TEST_CASE_METHOD(Shop, "without a key each request takes effect") {
  CHECK(test::outcome_of(till.ask("/notes", "")) == "204");
  CHECK(test::outcome_of(till.ask("/notes", "")) == "204");
  CHECK(count("till.sale") == "2");
  CHECK(count("kernel.idempotency_key") == "0");
}

TEST_CASE_METHOD(Shop, "neither a key, nor its owner, nor an answer can be read in the table") {
  till.ask("/sales", "my-secret-key", R"({"amount":1234567})");
  const auto rows = database.run_sql(
      "select string_agg(kept::text || encode(key_hash, 'escape') || encode(fingerprint, 'escape') ||"
      " encode(answer, 'escape'), '') from kernel.idempotency_key kept");
  CHECK(rows.size() > 100);
  for (const char* secret : {"my-secret-key", "ann", "1234567", "amount", "/sales", "Location"}) {
    INFO(secret);
    CHECK(rows.find(secret) == std::string::npos);
  }
}

TEST_CASE_METHOD(Shop, "a key is forgotten after 72 hours, even before its row is removed") {
  CHECK(till.sell("k-1", 5) == "201");
  go_ahead("71 hours 59 minutes");
  CHECK(till.sell("k-1", 5) == "201 replayed");
  CHECK(till.once.forget_expired().value() == 0);
  go_ahead("72 hours 1 second");
  CHECK(till.sell("k-1", 6) == "201");
  CHECK(till.sell("k-1", 6) == "201 replayed");
  CHECK(count("kernel.idempotency_key") == "1");
}

TEST_CASE_METHOD(Shop, "answers whose time is over are removed, however many, and nothing else") {
  database.run_sql(
      "insert into kernel.idempotency_key (key_hash, fingerprint, answer, created_at, expires_at)"
      " select sha256(convert_to(n::text, 'UTF8')), '', '', now(), now() from generate_series(1, 1200) n");
  CHECK(till.sell("fresh", 5) == "201");
  const auto order = till.ask("/orders", "order");
  CHECK(order.status() == 201);
  CHECK(till.once.forget_expired().value() == 1200);
  go_ahead("1000 days");
  CHECK(till.once.forget_expired().value() == 1);
  CHECK(count("kernel.idempotency_key") == "1");
  CHECK(till.ask("/orders", "order").body() == order.body());
}

TEST_CASE_METHOD(Shop, "a key that is bound to an order stands for it for good") {
  const auto first = till.ask("/orders", "k-1");
  CHECK(first.status() == 201);
  CHECK(till.ask("/orders", "k-1").body() == first.body());
  CHECK(test::outcome_of(till.ask("/orders", "k-1", R"({"amount":6})")) == "idempotency_key_reused");
  CHECK(test::outcome_of(till.ask("/sales", "k-1")) == "idempotency_key_reused");
  CHECK(till.ask("/orders", "k-2").body() != first.body());
  CHECK(count("till.customer_order") == "2");
}

TEST_CASE_METHOD(Shop, "a key is bound with the order's transaction, or not at all") {
  std::string meanwhile;
  till.inside = [&] {
    if (till.closed) return;
    till.closed = true;
    meanwhile = test::outcome_of(till.ask("/orders", "k-1"));
  };
  CHECK(test::outcome_of(till.ask("/orders", "k-1")) == "till_closed");
  CHECK(meanwhile == "idempotency_key_in_use");
  CHECK(metric("in_use") == 1);
  till.closed = false;
  till.inside = [] {};
  CHECK(test::outcome_of(till.ask("/orders", "k-1", R"({"amount":6})")) == "201");
  CHECK(count("till.customer_order") == "1");
}

TEST_CASE_METHOD(Shop, "what a key is bound to counts, also where nothing could be made any more") {
  const auto first = till.ask("/orders", "k-1");
  till.sold_out = true;
  CHECK(till.ask("/orders", "k-1").body() == first.body());
  CHECK(test::outcome_of(till.ask("/orders", "k-2")) == "sold_out");
  till.sold_out = false;
  CHECK(test::outcome_of(till.ask("/orders", "k-2")) == "201");
  CHECK(count("till.customer_order") == "2");
}

TEST_CASE_METHOD(Shop, "a key whose answer is too old can be bound to an order") {
  CHECK(till.sell("k-1", 5) == "201");
  go_ahead("72 hours 1 second");
  const auto order = till.ask("/orders", "k-1");
  CHECK(order.status() == 201);
  CHECK(till.ask("/orders", "k-1").body() == order.body());
  CHECK(till.sell("k-1", 5) == "idempotency_key_reused");
  CHECK(till.once.forget_expired().value() == 0);
  CHECK(count("till.customer_order") == "1");
}

TEST_CASE_METHOD(Shop, "a module cannot read or write the table") {
  for (const char* statement :
       {"select key_hash from kernel.idempotency_key", "delete from kernel.idempotency_key",
        "insert into kernel.idempotency_key (key_hash, fingerprint, created_at) values ('', '', now())"}) {
    const auto run = [&](db::Tx& tx) -> Result<std::uint64_t> { return tx.execute(statement); };
    INFO(statement);
    try {
      static_cast<void>(till.till.transact(run));
      FAIL("the server let it pass");
    } catch (const db::StatementFailed& failure) {
      CHECK(failure.sqlstate() == "42501");
    }
  }
}

TEST_CASE_METHOD(Shop, "a kept answer that was tampered with is not served") {
  CHECK(till.sell("k-1", 5) == "201");
  database.run_sql("update kernel.idempotency_key set answer = set_byte(answer, 20, get_byte(answer, 20) # 1)");
  CHECK(till.sell("k-1", 5) == "internal");
  CHECK(count("till.sale") == "1");
}

}  // namespace
}  // namespace kontor::idempotency
