// Payments through the log, with the sandbox.

#include <catch2/catch.hpp>

#include "payment/payment_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::payment;
using namespace kontor::payment::test;

namespace {

using Words = std::vector<std::string>;

struct Shop {
  Shop() : database(payment_database()), house(database.settings()) { house.start(); }
  kontor::test::TestDatabase database;
  PaymentHouse house;
};

}  // namespace

TEST_CASE("payments with the sandbox's tokens end as the tokens say") {
  Shop shop;
  auto& house = shop.house;

  SECTION("a payment is authorised, captured and given back in parts") {
    const auto id = house.take("tok_success");
    REQUIRE(house.becomes(id, PaymentStatus::authorized));
    house.capture(id);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    house.refund(id, 1000);
    REQUIRE(house.becomes(id, PaymentStatus::partially_refunded));
    house.refund(id, 3990);
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    CHECK(house.told(id) ==
          Words{"payment_initiated", "payment_authorized", "payment_captured", "payment_refunded", "payment_refunded"});
    CHECK(house.told(id, "payment_refunded").back()["refunded_in_all"]["amount"] == 4990);
    house.refund(id, 1);
    REQUIRE(house.tells(id, "refund_failed"));
    CHECK(house.told(id, "refund_failed").front()["code"] == "more_than_captured");
    CHECK(house.books_balance());
  }

  SECTION("captured at once, it says so only once") {
    const auto id = house.take("tok_success", true);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    CHECK(house.told(id) == Words{"payment_initiated", "payment_captured"});
    house.give_up(id);
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    CHECK(house.books_balance());
  }

  SECTION("declined ones fail with the reason, and cannot be charged later") {
    const auto declined = house.take("tok_declined");
    const auto poor = house.take("tok_insufficient_funds");
    const auto strange = house.take("tok_of_another");
    REQUIRE(house.becomes(declined, PaymentStatus::failed));
    REQUIRE(house.becomes(poor, PaymentStatus::failed));
    REQUIRE(house.becomes(strange, PaymentStatus::failed));
    CHECK(house.payment(declined).failure == "card_declined");
    CHECK(house.payment(poor).failure == "insufficient_funds");
    CHECK(house.payment(strange).failure == "invalid_token");
    house.capture(declined);
    REQUIRE(house.tells(declined, "payment_failed", 2));
  }

  SECTION("an answer that is lost is found by asking again with the same key") {
    const auto id = house.take("tok_timeout");
    REQUIRE(house.becomes(id, PaymentStatus::authorized));
    CHECK(house.sql("select count(*) from payment.sandbox_charge") == "1");
  }

  SECTION("an answer that comes late comes by webhook") {
    const auto id = house.take("tok_webhook_late");
    REQUIRE(house.becomes(id, PaymentStatus::authorized));
    CHECK(house.told(id) == Words{"payment_initiated", "payment_authorized"});
    CHECK(house.sql("select count(*) from payment.webhook") == "1");
  }

  SECTION("a webhook that comes twice is heard once") {
    const auto id = house.take("tok_webhook_twice");
    REQUIRE(house.becomes(id, PaymentStatus::authorized));
    REQUIRE(kontor::test::eventually([&] {
      return house.metrics.render().find("kontor_payment_webhooks_total{outcome=\"repeated\"} 1") != std::string::npos;
    }));
    CHECK(house.told(id) == Words{"payment_initiated", "payment_authorized"});
  }

  SECTION("what is given up is cancelled, also where the customer was still to act, and late news changes nothing") {
    const auto authorized = house.take("tok_success");
    const auto waiting = house.take("tok_requires_action");
    const auto late = house.take("tok_webhook_late");
    REQUIRE(house.becomes(authorized, PaymentStatus::authorized));
    REQUIRE(house.becomes(waiting, PaymentStatus::requires_action));
    CHECK(house.payment(waiting).next_action->type == "sandbox");
    house.give_up(authorized);
    house.give_up(waiting);
    house.give_up(late);
    REQUIRE(house.becomes(authorized, PaymentStatus::voided));
    REQUIRE(house.becomes(waiting, PaymentStatus::voided));
    REQUIRE(house.becomes(late, PaymentStatus::voided));
    CHECK(house.sql("select string_agg(distinct state, ',') from payment.sandbox_charge") == "cancelled");
  }
}

TEST_CASE("commands may come twice, in the wrong order, or for nothing") {
  Shop shop;
  auto& house = shop.house;

  SECTION("each command twice is each effect once, and its answer again") {
    const TakePayment take{.payment_id = PaymentId::generate(),
                           .reference = Uuid::generate(),
                           .amount = euros(4990),
                           .provider = "sandbox",
                           .token = "tok_success",
                           .description = ""};
    const auto id = take.payment_id;
    for (int i = 0; i < 2; ++i) house.command(take);
    REQUIRE(house.becomes(id, PaymentStatus::authorized));
    for (int i = 0; i < 2; ++i) house.capture(id);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    const RefundPayment refund{id, RefundId::generate(), euros(990), "broken"};
    house.command(refund);
    REQUIRE(house.becomes(id, PaymentStatus::partially_refunded));
    house.command(refund);
    REQUIRE(house.tells(id, "payment_refunded", 2));
    for (int i = 0; i < 2; ++i) house.give_up(id);
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    house.command(take);
    REQUIRE(house.tells(id, "payment_initiated", 3));
    CHECK(house.sql("select count(*) || ',' || sum(captured_minor) || ',' || sum(refunded_minor)"
                    " from payment.sandbox_charge") == "1,4990,4990");
    CHECK(house.sql("select count(*) from payment.sandbox_refund") == "2");
    CHECK(house.books_balance());
  }

  SECTION("a payment that was given up before it was asked for is not taken") {
    const auto id = PaymentId::generate();
    house.give_up(id);
    REQUIRE(house.tells(id, "payment_voided"));
    house.command(TakePayment{.payment_id = id,
                              .reference = Uuid::generate(),
                              .amount = euros(4990),
                              .provider = "sandbox",
                              .token = "tok_success",
                              .description = ""});
    REQUIRE(house.tells(id, "payment_failed"));
    CHECK(house.told(id, "payment_failed").front()["code"] == "voided");
    CHECK(house.sql("select count(*) from payment.sandbox_charge") == "0");
  }

  SECTION("what cannot be taken is refused without asking anybody, and a card's number is kept nowhere") {
    const auto card = house.take("4242424242424242");
    const auto unknown = house.take("tok_success", false, "cheque");
    REQUIRE(house.becomes(card, PaymentStatus::failed));
    REQUIRE(house.becomes(unknown, PaymentStatus::failed));
    CHECK(house.payment(card).failure == "invalid_token");
    CHECK(house.payment(unknown).failure == "unknown_provider");
    CHECK(house.sql("select count(*) from jobs.errand") == "0");
    CHECK(house.module.payments().takes("sandbox"));
    CHECK_FALSE(house.module.payments().takes("cheque"));
  }

  SECTION("a method that was stored is used by its user alone") {
    const auto user = Uuid::generate();
    TakePayment take{.payment_id = PaymentId::generate(),
                     .reference = Uuid::generate(),
                     .amount = euros(100),
                     .provider = "sandbox",
                     .token = "tok_success",
                     .description = "",
                     .user_id = user,
                     .store_method = true};
    house.command(take);
    REQUIRE(house.becomes(take.payment_id, PaymentStatus::authorized));
    const auto stored = Uuid::parse(house.sql("select id from payment.method"));
    REQUIRE(stored);
    take.token = "method_" + encode_base32(*stored);
    take.payment_id = PaymentId::generate();
    house.command(take);
    REQUIRE(house.becomes(take.payment_id, PaymentStatus::authorized));
    take.payment_id = PaymentId::generate();
    take.user_id = Uuid::generate();
    house.command(take);
    REQUIRE(house.becomes(take.payment_id, PaymentStatus::failed));
  }
}
