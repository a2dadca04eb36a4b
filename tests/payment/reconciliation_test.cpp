// What the provider knows and we do not.

#include <catch2/catch.hpp>

#include "payment/payment_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::payment;
using namespace kontor::payment::test;

namespace {

// The sandbox's books, as if it had done something that it did not tell.
void provider_did(const PaymentHouse& house, const PaymentId& id, const std::string& state) {
  house.sql("update payment.sandbox_charge set state = '" + state + "', captured_minor = case when '" + state +
            "' = 'captured' then amount_minor else 0 end where payment_id = '" + id.uuid().str() +
            "'; insert into payment.sandbox_journal (at, payment_id, state, amount_minor) values (now(), '" +
            id.uuid().str() + "', '" + state + "', 4990)");
}

void later(const PaymentHouse& house) {
  house.sql("update kernel.clock set ahead = ahead + interval '20 minutes'");
}

}  // namespace

TEST_CASE("our books are held against the provider's") {
  const auto database = payment_database();
  PaymentHouse house(database.settings());
  house.start();

  SECTION("what was never told is heard from the journal") {
    const auto id = house.take("tok_requires_action");
    REQUIRE(house.becomes(id, PaymentStatus::requires_action));
    provider_did(house, id, "captured");
    later(house);
    REQUIRE(house.run_job("payment.reconcile"));
    CHECK(house.payment(id).status == PaymentStatus::captured);
    CHECK(house.told(id, "payment_captured").size() == 1);
    // Held against each other again, there is no difference.
    const auto differences = house.sql("select count(*) from bus.event where type = 'audit.entry_recorded'");
    later(house);
    REQUIRE(house.run_job("payment.reconcile"));
    CHECK(house.sql("select count(*) from bus.event where type = 'audit.entry_recorded'") == differences);
    CHECK(differences == "1");
    CHECK(house.books_balance());
  }

  SECTION("a charge that nobody here has asked for is given back") {
    const auto id = PaymentId::generate();
    house.sql(
        "insert into payment.sandbox_charge (payment_id, key, ref, token, state, amount_minor, currency,"
        " captured_minor) values ('" +
        id.uuid().str() + "', 'k', 'sandbox_x', 't', 'captured', 4990, 'EUR', 4990)");
    provider_did(house, id, "captured");
    later(house);
    REQUIRE(house.run_job("payment.reconcile"));
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    CHECK(house.sql("select refunded_minor from payment.sandbox_charge") == "4990");
    CHECK(house.books_balance());
  }

  SECTION("a provider that is silent is asked, and a late webhook then says nothing new") {
    const auto id = house.take("tok_requires_action");
    REQUIRE(house.becomes(id, PaymentStatus::requires_action));
    house.sql("update payment.sandbox_charge set state = 'authorized'");
    house.sql(
        "insert into payment.reconciliation (provider, upto, reconciled_at) values ('sandbox', '1000000', now())");
    later(house);
    REQUIRE(house.run_job("payment.reconcile"));
    CHECK(house.payment(id).status == PaymentStatus::authorized);
  }

  SECTION("what was not given back when it was given up is given back later") {
    const auto id = house.take("tok_success", true);
    REQUIRE(house.becomes(id, PaymentStatus::captured));
    house.sql("update payment.sandbox_charge set captured_minor = 0");
    house.give_up(id);
    REQUIRE(house.tells(id, "refund_failed"));
    house.sql("update payment.sandbox_charge set captured_minor = amount_minor");
    later(house);
    REQUIRE(house.run_job("payment.reconcile"));
    REQUIRE(house.becomes(id, PaymentStatus::refunded));
    CHECK(house.books_balance());
  }
}
