// Many at once, on a real PostgreSQL.

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "kernel/http/api_fixture.hpp"
#include "payment/payment_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::payment;
using namespace kontor::payment::test;

namespace {

int rounds(int few, int many) {
  return std::getenv("KONTOR_TEST_FULL") != nullptr ? many : few;
}

template <class Work>
void at_once(int threads, Work work) {
  std::atomic<int> ready = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) {
    all.emplace_back([&, i] {
      ++ready;
      while (ready < threads) std::this_thread::yield();
      work(i);
    });
  }
  for (auto& thread : all) thread.join();
}

// Staff at their desks, in requests of their own.
class Staff {
 public:
  explicit Staff(PaymentHouse& house) {
    api_.endpoints = house.module.endpoints();
    api_.api();
  }
  int post(const PaymentId& id, const std::string& what, const std::string& body) {
    return api_
        .send({.method = "POST",
               .target = "/api/v1/payments/" + id.str() + "/" + what,
               .headers = {{"Authorization", "Bearer staff:payment.write"},
                           {"Content-Type", "application/json"},
                           {"Idempotency-Key", Uuid::generate().str()}},
               .body = body})
        .status();
  }

 private:
  http::test::ApiFixture api_;
};

}  // namespace

TEST_CASE("what happens at the same instant has one outcome") {
  const auto database = payment_database();
  PaymentHouse house(database.settings());
  Staff staff(house);
  house.start();

  SECTION("of refunds asked for at once, those that fit are given and no cent more") {
    const auto id = house.take("tok_success", true);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    const int askers = rounds(12, 64);
    std::atomic<int> made = 0, refused = 0;
    at_once(askers, [&](int which) {
      // Half of them ask by themselves, half command it.
      if (which % 2) return static_cast<void>(house.refund(id, 2000));
      const int status = staff.post(id, "refunds", R"({"amount":{"amount":2000,"currency":"EUR"},"reason":"x"})");
      made += status == 201;
      refused += status == 409;
    });
    CHECK(made + refused == askers / 2);
    REQUIRE(kontor::test::eventually([&] {
      return house.told(id, "payment_refunded").size() == 2 &&
             house.told(id, "refund_failed").size() + refused == static_cast<std::size_t>(askers) - 2;
    }));
    CHECK(house.payment(id).refunded == euros(4000));
    CHECK(house.sql("select refunded_minor from payment.sandbox_charge") == "4000");
    CHECK(house.books_balance());
  }

  SECTION("captured or given up: never both, and never money without an order") {
    std::vector<PaymentId> ids;
    for (int i = 0; i < rounds(12, 200); ++i) ids.push_back(house.take(i % 2 ? "tok_success" : "tok_webhook_twice"));
    for (const auto& id : ids) REQUIRE(house.tells(id, "payment_initiated"));
    at_once(2, [&](int which) {
      for (const auto& id : ids) {
        if (which == 0) house.capture(id);
        if (which == 1) CHECK(staff.post(id, "void", R"({"reason":"x"})") == 202);
      }
    });
    for (const auto& id : ids) {
      REQUIRE(kontor::test::eventually([&] {
        const auto status = house.payment(id).status;
        return status == PaymentStatus::voided || status == PaymentStatus::refunded;
      }));
    }
    CHECK(house.sql("select coalesce(sum(captured_minor - refunded_minor), 0) from payment.sandbox_charge") == "0");
    CHECK(house.books_balance());
  }

  SECTION("the answer and its webhooks arrive at once, and are one authorisation") {
    std::vector<PaymentId> ids;
    for (int i = 0; i < rounds(16, 400); ++i) ids.push_back(house.take("tok_webhook_twice", i % 2 == 0));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      REQUIRE(house.becomes(ids[i], i % 2 == 0 ? PaymentStatus::captured : PaymentStatus::authorized));
    }
    REQUIRE(kontor::test::eventually(
        [&] { return house.sql("select count(*) from jobs.errand where state = 'waiting'") == "0"; }));
    for (const auto& id : ids) {
      CHECK(house.told(id, "payment_authorized").size() <= 1);
      CHECK(house.told(id, "payment_captured").size() <= 1);
      CHECK(house.told(id, "payment_failed").empty());
    }
    CHECK(house.books_balance());
  }
}
