// The state machine, over every state and every piece of news: whatever comes late, twice or against what was said
// before, there is one outcome, and no money without a record.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>

#include "kernel/json/json.hpp"
#include "modules/payment/api/card_number.hpp"
#include "modules/payment/domain/payment_case.hpp"
#include "payment/payment_house.hpp"

using namespace kontor;
using namespace kontor::payment;
using kontor::payment::test::euros;

namespace {

const std::vector<std::string> kAnnouncements{"initiated", "action_required", "authorized", "captured",
                                              "failed",    "voided",          "refunded",   "refund_failed"};
const std::vector<PaymentStatus> kStatuses{PaymentStatus::pending,
                                           PaymentStatus::requires_action,
                                           PaymentStatus::authorized,
                                           PaymentStatus::captured,
                                           PaymentStatus::partially_refunded,
                                           PaymentStatus::refunded,
                                           PaymentStatus::failed,
                                           PaymentStatus::voided};
const std::vector<ChargeState> kNews{ChargeState::pending,  ChargeState::requires_action, ChargeState::authorized,
                                     ChargeState::captured, ChargeState::declined,        ChargeState::cancelled};

Payment fresh() {
  Payment payment;
  payment.id = PaymentId::generate();
  payment.reference = Uuid::generate();
  payment.provider = "sandbox";
  payment.amount = euros(1000);
  return payment;
}

// A payment that has come to this state and of which nothing is under way.
Payment in(PaymentStatus status) {
  Payment payment = fresh();
  payment.status = status;
  payment.step_number = 1;
  const auto captured = [&](std::int64_t back) {
    payment.captured_minor = 1000;
    if (back > 0) payment.refunds.push_back({RefundId::generate(), back, "", RefundStatus::succeeded, "", "r"});
  };
  if (status == PaymentStatus::captured) captured(0);
  if (status == PaymentStatus::partially_refunded) captured(400);
  if (status == PaymentStatus::refunded) captured(1000);
  if (status == PaymentStatus::voided) payment.wants_void = true;
  return payment;
}

std::string said(PaymentCase& one) {
  std::string text;
  for (const auto& announcement : one.take_announcements()) {
    text += (text.empty() ? "" : ",") + kAnnouncements[announcement.index()];
  }
  return text;
}

std::string asked(PaymentCase& one) {
  std::string text;
  for (const auto& task : one.take_tasks()) {
    text += text.empty() ? "" : ",";
    text += task.refund_id ? "refund" : json::to_json(task.step).substr(1, json::to_json(task.step).size() - 2);
  }
  return text;
}

std::string name_of(PaymentStatus status) {
  const auto quoted = json::to_json(status);
  return quoted.substr(1, quoted.size() - 2);
}

// "state: what is said; what is asked".
std::string outcome(PaymentCase& one) {
  one.go_on();
  const auto words = said(one);
  return name_of(one.payment().status) + ": " + words + "; " + asked(one);
}

Charge news(ChargeState state) {
  Charge charge{.state = state, .provider_ref = "ch_1"};
  if (state == ChargeState::declined) charge.code = "card_declined";
  return charge;
}

}  // namespace

TEST_CASE("each piece of news has one outcome in each state") {
  const std::map<PaymentStatus, std::vector<std::string>> table{
      // pending, requires_action, authorized, captured, declined, cancelled
      {PaymentStatus::pending,
       {"pending: ; ", "requires_action: action_required; ", "authorized: authorized; ", "captured: captured; ",
        "failed: failed; ", "failed: failed; "}},
      {PaymentStatus::requires_action,
       {"requires_action: ; ", "requires_action: ; ", "authorized: authorized; ", "captured: captured; ",
        "failed: failed; ", "failed: failed; "}},
      {PaymentStatus::authorized,
       {"authorized: ; ", "authorized: ; ", "authorized: ; ", "captured: captured; ", "authorized: ; ",
        "failed: failed; "}},
      {PaymentStatus::captured,
       {"captured: ; ", "captured: ; ", "captured: ; ", "captured: ; ", "captured: ; ", "captured: ; "}},
      {PaymentStatus::partially_refunded,
       {"partially_refunded: ; ", "partially_refunded: ; ", "partially_refunded: ; ", "partially_refunded: ; ",
        "partially_refunded: ; ", "partially_refunded: ; "}},
      {PaymentStatus::refunded,
       {"refunded: ; ", "refunded: ; ", "refunded: ; ", "refunded: ; ", "refunded: ; ", "refunded: ; "}},
      {PaymentStatus::failed,
       {"failed: ; ", "failed: ; ", "failed: ; cancel", "captured: captured; refund", "failed: ; ", "failed: ; "}},
      {PaymentStatus::voided,
       {"voided: ; ", "voided: ; ", "voided: ; cancel", "captured: captured; refund", "voided: ; ", "voided: ; "}},
  };
  for (const auto status : kStatuses) {
    for (std::size_t i = 0; i < kNews.size(); ++i) {
      PaymentCase one(in(status));
      one.hear(news(kNews[i]));
      INFO(name_of(status) << " hears " << json::to_json(kNews[i]));
      CHECK(outcome(one) == table.at(status)[i]);
      // The same again changes nothing.
      one.hear(news(kNews[i]));
      one.go_on();
      CHECK(said(one).empty());
      CHECK(asked(one).empty());
    }
  }
}

TEST_CASE("each command has one outcome in each state") {
  const std::map<PaymentStatus, std::pair<std::string, std::string>> table{
      // capture, void
      {PaymentStatus::pending, {"pending: ; ", "pending: ; cancel"}},
      {PaymentStatus::requires_action, {"requires_action: ; ", "requires_action: ; cancel"}},
      {PaymentStatus::authorized, {"authorized: ; capture", "authorized: ; cancel"}},
      {PaymentStatus::captured, {"captured: captured; ", "captured: ; refund"}},
      {PaymentStatus::partially_refunded, {"partially_refunded: captured; ", "partially_refunded: ; refund"}},
      {PaymentStatus::refunded, {"refunded: refunded; ", "refunded: refunded; "}},
      {PaymentStatus::failed, {"failed: failed; ", "failed: voided; "}},
      {PaymentStatus::voided, {"voided: voided; ", "voided: voided; "}},
  };
  for (const auto status : kStatuses) {
    INFO(name_of(status));
    PaymentCase captured(in(status));
    captured.capture();
    CHECK(outcome(captured) == table.at(status).first);
    PaymentCase given_up(in(status));
    given_up.give_up();
    CHECK(outcome(given_up) == table.at(status).second);
    // Said twice, it is asked of the provider once.
    given_up.give_up();
    given_up.go_on();
    CHECK(asked(given_up).empty());
  }
}

TEST_CASE("the provider is asked for one step at a time") {
  PaymentCase one(fresh());
  one.take();
  CHECK(outcome(one) == "pending: initiated; authorise");
  one.give_up();
  CHECK(outcome(one) == "pending: ; ");
  SECTION("and what it authorised meanwhile is cancelled then") {
    one.end_step(1);
    one.hear(news(ChargeState::authorized));
    CHECK(outcome(one) == "authorized: ; cancel");
    one.end_step(2);
    one.hear(news(ChargeState::cancelled));
    CHECK(outcome(one) == "voided: voided; ");
  }
  SECTION("and what it captured meanwhile is given back, though its answer has not come") {
    one.hear(news(ChargeState::captured));
    CHECK(outcome(one) == "captured: captured; refund");
    one.end_step(1);
    one.hear(news(ChargeState::captured));
    CHECK(outcome(one) == "captured: ; ");
    one.hear(one.payment().refunds.front().id, {.status = RefundStatus::succeeded, .provider_ref = "r"});
    CHECK(outcome(one) == "refunded: refunded; ");
  }
  SECTION("and what it declined is voided, because that was asked for") {
    one.end_step(1);
    one.hear(news(ChargeState::declined));
    CHECK(outcome(one) == "voided: voided; ");
  }
}

TEST_CASE("a charge that was declined but stays open with the provider is cancelled") {
  PaymentCase one(in(PaymentStatus::pending));
  auto charge = news(ChargeState::declined);
  charge.is_open = true;
  one.hear(charge);
  CHECK(outcome(one) == "failed: failed; cancel");
  one.end_step(2);
  one.hear(news(ChargeState::cancelled));
  CHECK(outcome(one) == "failed: ; ");
}

TEST_CASE("whatever the order of the news, money is accounted for once and never stays with a payment that has ended") {
  std::vector<std::size_t> order(5);
  std::iota(order.begin(), order.end(), 1);
  int walked = 0;
  do {
    for (const bool gives_up : {false, true}) {
      PaymentCase one(in(PaymentStatus::pending));
      std::int64_t booked = 0;
      if (gives_up) one.give_up();
      for (const auto index : order) {
        for (int times = 0; times < 2; ++times) one.hear(news(kNews[index]));
        one.go_on();
        for (const auto& posting : one.take_postings()) booked += posting.amount_minor;
      }
      const auto& payment = one.payment();
      CHECK(booked == 1000);
      CHECK(payment.captured_minor == 1000);
      // Of a payment that is not wanted, all of it is on its way back.
      CHECK(payment.left_minor() == (payment.wants_void ? 0 : 1000));
      ++walked;
    }
  } while (std::ranges::next_permutation(order).found);
  CHECK(walked == 240);
}

TEST_CASE("refunds never give back more than was captured") {
  PaymentCase one(in(PaymentStatus::captured));
  const auto first = RefundId::generate();
  REQUIRE(one.refund(first, euros(600), "broken"));
  CHECK(one.refund(RefundId::generate(), euros(401), "late").error().code == "more_than_captured");
  CHECK(one.refund(RefundId::generate(), euros(0), "none").error().code == "validation_failed");
  CHECK(one.refund(RefundId::generate(), Money(100, *Currency::parse("USD")), "other").error().code ==
        "validation_failed");
  SECTION("the same refund asked for twice is one") {
    REQUIRE(one.refund(first, euros(600), "broken"));
    CHECK(outcome(one) == "captured: ; refund");
  }
  SECTION("one that failed leaves its money to be given back") {
    one.hear(first, {.status = RefundStatus::failed, .code = "refused"});
    CHECK(outcome(one) == "captured: refund_failed; refund");
    REQUIRE(one.refund(RefundId::generate(), euros(1000), "again"));
  }
  SECTION("parts add up to the whole") {
    one.hear(first, {.status = RefundStatus::succeeded, .provider_ref = "r1"});
    CHECK(one.payment().status == PaymentStatus::partially_refunded);
    const auto second = RefundId::generate();
    REQUIRE(one.refund(second, euros(400), "rest"));
    one.hear(second, {.status = RefundStatus::succeeded, .provider_ref = "r2"});
    one.hear(second, {.status = RefundStatus::failed, .code = "refused"});
    CHECK(one.payment().status == PaymentStatus::refunded);
    CHECK(one.take_postings().size() == 2);
  }
  SECTION("one that the provider made by itself counts, once") {
    one.hear_foreign_refund(400, {.status = RefundStatus::succeeded, .provider_ref = "re_9"});
    one.hear_foreign_refund(400, {.status = RefundStatus::succeeded, .provider_ref = "re_9"});
    CHECK(one.payment().left_minor() == 0);
    CHECK(one.payment().refunded_minor() == 400);
  }
}

TEST_CASE("what looks like the number of a card is none of our tokens") {
  for (const auto* text : {"4242424242424242", "4242 4242 4242 4242", "card=5555-5555-5555-4444", "378282246310005"}) {
    CHECK(holds_card_number(text));
  }
  for (const auto* text : {"tok_success", "4242424242424241", "pm_1NqLh2LkdIwHu7ixaZyXqAbc", "000000000000", "12345"}) {
    CHECK_FALSE(holds_card_number(text));
  }
}
