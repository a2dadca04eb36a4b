// The module as its clients see it. Whatever changes something is sent twice.

#include <catch2/catch.hpp>

#include "kernel/http/api_fixture.hpp"
#include "modules/payment/providers/signature.hpp"
#include "payment/payment_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::payment;
using namespace kontor::payment::test;

namespace {

constexpr const char* kStaff = "Bearer staff:payment.read,payment.write";

struct Counter {
  Counter() : database(payment_database()), house(database.settings()) {
    api.endpoints = house.module.endpoints();
    house.start();
  }

  http::test::Answer get(const std::string& path, const std::string& as = kStaff) {
    return api.send({.method = "GET", .target = "/api/v1" + path, .headers = {{"Authorization", as}}});
  }
  http::test::Answer post(const std::string& path, const std::string& body, const std::string& key,
                          const std::string& as = kStaff) {
    http::test::Ask ask{.method = "POST", .target = "/api/v1" + path, .body = body};
    if (!body.empty()) ask.headers.emplace_back("Content-Type", "application/json");
    if (!as.empty()) ask.headers.emplace_back("Authorization", as);
    if (!key.empty()) ask.headers.emplace_back("Idempotency-Key", key);
    return api.send(ask);
  }
  // The same request twice has the same answer; a refusal has another request's id.
  http::test::Answer twice(const std::string& path, const std::string& body, const std::string& key,
                           const std::string& as = kStaff) {
    auto first = post(path, body, key, as);
    auto second = post(path, body, key, as);
    CHECK(first.status() == second.status());
    if (first.status() < 400) CHECK(first.body() == second.body());
    return first;
  }
  std::string code(const http::test::Answer& answer) { return Json::parse(answer.body()).value("code", ""); }

  kontor::test::TestDatabase database;
  PaymentHouse house;
  http::test::ApiFixture api;
};

std::string path_of(const PaymentId& id, const std::string& rest = "") {
  return "/payments/" + id.str() + rest;
}

}  // namespace

TEST_CASE("staff captures, refunds and looks at what was booked") {
  Counter counter;
  auto& house = counter.house;
  const auto id = house.take("tok_success");
  REQUIRE(house.becomes(id, PaymentStatus::authorized));

  CHECK(counter.twice(path_of(id, "/refunds"), R"({"amount":{"amount":1,"currency":"EUR"},"reason":"x"})", "early")
            .status() == 409);
  CHECK(counter.twice(path_of(id, "/capture"), "", "c1").status() == 202);
  REQUIRE(house.becomes(id, PaymentStatus::captured));

  const std::string ten = R"({"amount":{"amount":1000,"currency":"EUR"},"reason":"Arrived broken"})";
  CHECK(counter.post(path_of(id, "/refunds"), ten, "").status() == 400);
  const auto refund = counter.twice(path_of(id, "/refunds"), ten, "r1");
  CHECK(refund.status() == 201);
  CHECK(Json::parse(refund.body())["amount"]["amount"] == 1000);
  REQUIRE(house.becomes(id, PaymentStatus::partially_refunded));
  CHECK(house.payment(id).refunded == euros(1000));
  const auto more =
      counter.twice(path_of(id, "/refunds"), R"({"amount":{"amount":3991,"currency":"EUR"},"reason":"x"})", "r2");
  CHECK(more.status() == 409);
  CHECK(counter.code(more) == "more_than_captured");
  CHECK(counter.post(path_of(id, "/refunds"), R"({"amount":{"amount":5,"currency":"USD"},"reason":"x"})", "r3")
            .status() == 422);

  const auto view = Json::parse(counter.get(path_of(id)).body());
  CHECK(view["payment"]["status"] == "partially_refunded");
  CHECK(view["payment"]["refunds"].size() == 1);
  CHECK(view["attempts"][0]["step"] == "authorise");
  CHECK(view["attempts"][1]["outcome"] == "captured");
  const auto list = Json::parse(counter.get("/payments?status=partially_refunded&limit=1").body());
  CHECK(list["data"][0]["id"] == id.str());
  CHECK(Json::parse(counter.get("/payments?status=voided").body())["data"].empty());

  const auto ledger = Json::parse(counter.get("/payments/ledger").body());
  std::int64_t sum = 0;
  for (const auto& balance : ledger["balances"]) sum += balance["balance"]["amount"].get<std::int64_t>();
  CHECK(sum == 0);
  CHECK(ledger["data"].size() == 2);
  CHECK_THROWS(house.sql("delete from payment.ledger"));

  CHECK(counter.twice(path_of(id, "/void"), R"({"reason":"Ordered twice"})", "v1").status() == 202);
  REQUIRE(house.becomes(id, PaymentStatus::refunded));
  CHECK(house.books_balance());
  CHECK(house.sql("select count(*) from bus.event where type = 'audit.entry_recorded'") == "3");
  CHECK(counter.get(path_of(PaymentId::generate())).status() == 404);
  CHECK(counter.get("/payments", "Bearer guest:").status() == 403);
}

TEST_CASE("a bank transfer waits until staff says that it has arrived") {
  Counter counter;
  auto& house = counter.house;
  const auto id = house.take("", false, "manual");
  REQUIRE(house.becomes(id, PaymentStatus::requires_action));
  CHECK(house.payment(id).next_action->type == "bank_transfer");
  CHECK(counter.twice(path_of(id, "/mark-paid"), "", "m1").status() == 200);
  CHECK(house.payment(id).status == PaymentStatus::captured);
  CHECK(counter.post(path_of(id, "/mark-paid"), "", "m2").status() == 200);
  CHECK(house.told(id, "payment_captured").size() == 1);

  const auto given_up = house.take("", false, "manual");
  REQUIRE(house.becomes(given_up, PaymentStatus::requires_action));
  house.give_up(given_up);
  REQUIRE(house.becomes(given_up, PaymentStatus::voided));
  // The money arrives all the same.
  CHECK(counter.post(path_of(given_up, "/mark-paid"), "", "m3").status() == 200);
  REQUIRE(house.becomes(given_up, PaymentStatus::refunded));
  CHECK(house.books_balance());

  const auto other = house.take("tok_success");
  REQUIRE(house.becomes(other, PaymentStatus::authorized));
  CHECK(counter.code(counter.post(path_of(other, "/mark-paid"), "", "m4")) == "not_manual");
}

TEST_CASE("whoever holds a payment's id plays the sandbox's customer") {
  Counter counter;
  auto& house = counter.house;
  const auto complete = [&](const PaymentId& id, const std::string& outcome, const std::string& key = "") {
    return counter.post(path_of(id, "/sandbox/complete"), "{\"outcome\":\"" + outcome + "\"}", key, "");
  };
  const auto good = house.take("tok_requires_action", true);
  const auto bad = house.take("tok_requires_action");
  REQUIRE(house.becomes(good, PaymentStatus::requires_action));
  REQUIRE(house.becomes(bad, PaymentStatus::requires_action));
  const auto answer = complete(good, "success");
  CHECK(answer.status() == 200);
  CHECK(Json::parse(answer.body())["status"] == "authorized");
  REQUIRE(house.becomes(good, PaymentStatus::captured));
  CHECK(complete(good, "success").status() == 200);
  CHECK(counter.code(complete(good, "failure")) == "no_action_needed");
  CHECK(complete(bad, "failure", "k").status() == 200);
  CHECK(complete(bad, "failure", "k").status() == 200);
  CHECK(house.payment(bad).status == PaymentStatus::failed);
  CHECK(complete(PaymentId::generate(), "success").status() == 404);
  const auto transfer = house.take("", false, "manual");
  REQUIRE(house.becomes(transfer, PaymentStatus::requires_action));
  CHECK(counter.code(complete(transfer, "success")) == "not_sandbox");
}

TEST_CASE("webhooks are believed when they are signed, in time, and once") {
  Counter counter;
  auto& house = counter.house;
  const auto id = house.take("tok_requires_action");
  REQUIRE(house.becomes(id, PaymentStatus::requires_action));
  const auto secret = house.sql("select secret from payment.sandbox_secret");
  const auto ref = house.sql("select ref from payment.sandbox_charge");
  const std::string body =
      R"({"id":"evt_1","payment_id":")" + id.str() + R"(","ref":")" + ref +
      R"(","amount":{"amount":4990,"currency":"EUR"},"charge":{"state":"authorized","provider_ref":")" + ref +
      R"(","next_action":null,"captured_minor":0,"code":"","text":"","is_open":false}})";
  const auto send = [&](const std::string& signature) {
    return counter.api
        .send({.method = "POST",
               .target = "/api/v1/payments/webhooks/sandbox",
               .headers = {{"Kontor-Signature", signature}, {"Content-Type", "application/json"}},
               .body = body})
        .status();
  };
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  CHECK(send("") == 422);
  CHECK(send(sign_webhook("another", body, now)) == 422);
  CHECK(send(sign_webhook(secret, body, now - std::chrono::minutes(6))) == 422);
  CHECK(send(sign_webhook(secret, body + " ", now)) == 422);
  CHECK(house.payment(id).status == PaymentStatus::requires_action);
  for (int i = 0; i < 3; ++i) CHECK(send(sign_webhook(secret, body, now)) == 204);
  CHECK(house.payment(id).status == PaymentStatus::authorized);
  CHECK(house.told(id, "payment_authorized").size() == 1);
}

TEST_CASE("users see and forget what they stored to pay with") {
  Counter counter;
  auto& house = counter.house;
  house.sql(
      "insert into payment.method (id, user_id, provider, token, created_at) values"
      " ('018f0000-0000-7000-8000-000000000001', '00000000-0000-0000-0000-000000000000', 'sandbox', 'tok', now()),"
      " ('018f0000-0000-7000-8000-000000000002', '018f0000-0000-7000-8000-00000000000f', 'sandbox', 'tok', now())");
  const auto methods = counter.get("/payments/methods", "Bearer anna:");
  const auto list = Json::parse(methods.body())["data"];
  REQUIRE(list.size() == 1);
  CHECK(methods.body().find("\"tok\"") == std::string::npos);
  const auto forget = [&](const std::string& id) {
    return counter.api
        .send({.method = "DELETE",
               .target = "/api/v1/payments/methods/" + id,
               .headers = {{"Authorization", "Bearer anna:"}}})
        .status();
  };
  CHECK(forget(list[0]["id"]) == 204);
  CHECK(forget(list[0]["id"]) == 404);
  CHECK(house.sql("select count(*) from payment.method") == "1");
}
