// Stripe's API, against a fake of our own with a memory, and against Stripe's mock where one runs: KONTOR_STRIPE_MOCK
// is its address.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "kernel/http/api_fixture.hpp"
#include "modules/payment/providers/signature.hpp"
#include "modules/payment/providers/stripe.hpp"
#include "payment/fake_stripe.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::payment;
using namespace kontor::payment::test;

namespace {

PaymentSettings with_stripe(const std::string& url) {
  auto settings = with_sandbox();
  settings.stripe.secret_key = "sk_test_123";
  settings.stripe.webhook_secret = FakeStripe::kSecret;
  settings.stripe.url = url;
  settings.stripe.calls.retry_base_ms = 1;
  settings.stripe.calls.retry_cap_ms = 2;
  settings.stripe.calls.retries_per_second = 100;
  settings.stripe.calls.retries_saved = 100;
  settings.stripe.calls.breaker_failures = 1000;
  return settings;
}

struct StripeShop {
  StripeShop() : database(payment_database()), house(database.settings(), with_stripe(stripe.url())) {
    api.endpoints = house.module.endpoints();
    house.start();
  }
  PaymentId take(const std::string& token, bool capture = false) { return house.take(token, capture, "stripe"); }
  int webhook(const std::string& body) {
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    return api
        .send({.method = "POST",
               .target = "/api/v1/payments/webhooks/stripe",
               .headers = {{"Stripe-Signature", sign_webhook(FakeStripe::kSecret, body, now)}},
               .body = body})
        .status();
  }
  void later() { house.sql("update kernel.clock set ahead = ahead + interval '20 minutes'"); }

  kontor::test::TestDatabase database;
  FakeStripe stripe;
  PaymentHouse house;
  http::test::ApiFixture api;
};

}  // namespace

TEST_CASE("payments with Stripe walk their way, whatever is lost on it") {
  StripeShop shop;
  auto& house = shop.house;

  SECTION("authorised, captured, given back") {
    const auto id = shop.take("pm_card_visa");
    REQUIRE(house.becomes(id, PaymentStatus::authorized));
    house.capture(id);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    house.refund(id, 990);
    REQUIRE(house.becomes(id, PaymentStatus::partially_refunded));
    house.give_up(id);
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    CHECK(shop.stripe.intents().front().refunded == 4990);
    CHECK(shop.stripe.requests_without_key() == 0);
  }

  SECTION("a declined card fails with its reason, and the intent is closed") {
    const auto id = shop.take("pm_declined");
    REQUIRE(house.becomes(id, PaymentStatus::failed));
    CHECK(house.payment(id).failure == "card_declined");
    REQUIRE(kontor::test::eventually([&] { return shop.stripe.intents().front().status == "canceled"; }));
  }

  SECTION("lost answers charge nobody twice") {
    shop.stripe.lose(3);
    const auto id = shop.take("pm_card_visa", true);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    shop.stripe.lose(2);
    house.refund(id, 4990);
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    CHECK(shop.stripe.intents().size() == 1);
    CHECK(shop.stripe.intents().front().refunded == 4990);
  }

  SECTION("a provider that is away for a while is asked again") {
    shop.stripe.be_away(6);
    const auto id = shop.take("pm_card_visa", true);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    CHECK(shop.stripe.intents().size() == 1);
  }

  SECTION("the customer confirms with their bank, and the webhook tells") {
    const auto id = shop.take("pm_bank", true);
    REQUIRE(house.becomes(id, PaymentStatus::requires_action));
    CHECK(house.payment(id).next_action->url == "https://bank.example/3ds");
    shop.stripe.customer_confirms("pi_1");
    CHECK(shop.webhook(shop.stripe.events().back()) == 204);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
  }
  CHECK(house.books_balance());
}

TEST_CASE("Stripe's webhooks may come in any order and as often as they like") {
  StripeShop shop;
  auto& house = shop.house;
  std::mt19937 random(7);
  std::vector<PaymentId> captured, voided;
  for (int i = 0; i < 6; ++i) {
    auto& ids = i % 2 ? voided : captured;
    ids.push_back(shop.take("pm_card_visa", i % 2 == 0));
  }
  for (const auto& id : voided) REQUIRE(house.becomes(id, PaymentStatus::authorized));
  for (const auto& id : voided) house.give_up(id);
  for (const auto& id : voided) REQUIRE(house.becomes(id, PaymentStatus::voided));
  for (const auto& id : captured) REQUIRE(house.becomes(id, PaymentStatus::captured));
  for (int round = 0; round < 2; ++round) {
    auto events = shop.stripe.events();
    std::shuffle(events.begin(), events.end(), random);
    for (const auto& event : events) CHECK(shop.webhook(event) == 204);
  }
  REQUIRE(kontor::test::eventually(
      [&] { return house.sql("select count(*) from jobs.errand where state = 'waiting'") == "0"; }));
  for (const auto& id : captured) {
    CHECK(house.payment(id).status == PaymentStatus::captured);
    CHECK(house.told(id, "payment_captured").size() == 1);
  }
  for (const auto& id : voided) CHECK(house.payment(id).status == PaymentStatus::voided);
  CHECK(house.books_balance());
}

TEST_CASE("what Stripe's events tell and no webhook told is heard when the books are compared") {
  StripeShop shop;
  auto& house = shop.house;
  const auto id = shop.take("pm_bank");
  REQUIRE(house.becomes(id, PaymentStatus::requires_action));
  shop.stripe.customer_confirms("pi_1");
  shop.later();
  REQUIRE(house.run_job("payment.reconcile"));
  CHECK(house.payment(id).status == PaymentStatus::authorized);
}

TEST_CASE("Stripe's mock finds our requests well formed") {
  const char* address = std::getenv("KONTOR_STRIPE_MOCK");
  if (address == nullptr) {
    WARN("skipped: KONTOR_STRIPE_MOCK is not set to the address of a stripe-mock");
    return;
  }
  auto settings = with_stripe("http://" + std::string(address)).stripe;
  telemetry::Log log({.level = telemetry::LogLevel::off});
  telemetry::Metrics metrics;
  SystemClock clock;
  resilience::Guard guard("stripe", settings.calls, clock, metrics);
  Stripe stripe({settings, std::chrono::seconds(300), "https://shop.example", guard, clock, log, metrics});
  const auto deadline = Deadline::after(std::chrono::seconds(30));
  ChargeOrder order{PaymentId::generate(), "key_1", euros(4990), "", "pm_card_visa", "Order 1001"};
  const auto made = stripe.authorise(order, deadline);
  REQUIRE(made);
  order.provider_ref = made->provider_ref;
  order.key = "key_2";
  CHECK(stripe.capture(order, deadline).ok());
  order.key = "key_3";
  const auto cancelled = stripe.cancel(order, deadline);
  CHECK((cancelled || cancelled.error().code == "outcome_unknown"));
  CHECK(stripe.refund({order.payment_id, RefundId::generate(), "key_4", euros(100), order.provider_ref, ""}, deadline)
            .ok());
  CHECK(stripe.find(order.payment_id, order.provider_ref, deadline).ok());
  CHECK(stripe.find(order.payment_id, "", deadline).ok());
  CHECK(stripe.journal("", deadline).ok());
}
