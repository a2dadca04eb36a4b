#include "modules/pricing/domain/claim_book.hpp"

#include <catch2/catch.hpp>

#include "support/euro.hpp"

using namespace kontor;
using namespace kontor::pricing;
using kontor::test::kEuro;

namespace {

const PromotionId kPromotion{Uuid::v7(1, 1, 1)};

Uuid order(std::uint64_t number) {
  return Uuid::v7(number, number, number);
}

ClaimPromotions claim(std::uint64_t number, std::int64_t cents = 500, std::optional<std::string> buyer = "ada") {
  return {order(number), std::move(buyer), {{kPromotion, std::nullopt, {cents, kEuro}}}};
}

std::string outcome(const HeldClaim& held) {
  if (held.state == ClaimState::claimed) return "claimed";
  return held.refusals.empty() ? "released" : held.refusals.front().reason;
}

}  // namespace

TEST_CASE("a promotion is claimed as often as it may be") {
  ClaimBook book;
  book.promotions[kPromotion] = {.usage_limit = 2};
  CHECK(outcome(book.claim(claim(1))) == "claimed");
  CHECK(outcome(book.claim(claim(2))) == "claimed");
  CHECK(outcome(book.claim(claim(3))) == "used_up");
  book.release(order(1));
  CHECK(outcome(book.claim(claim(4))) == "claimed");
  CHECK(book.promotions[kPromotion].used == 2);
}

TEST_CASE("a budget is never overspent, and what does not fit is refused as a whole") {
  ClaimBook book;
  book.promotions[kPromotion] = {.budget = Money(1000, kEuro)};
  CHECK(outcome(book.claim(claim(1, 600))) == "claimed");
  CHECK(outcome(book.claim(claim(2, 401))) == "budget_exhausted");
  CHECK(outcome(book.claim(claim(3, 400))) == "claimed");
  CHECK(book.promotions[kPromotion].spent == 1000);
}

TEST_CASE("a customer has it as often as they may, and nobody knows whose turn a claim without a customer is") {
  ClaimBook book;
  book.promotions[kPromotion] = {.per_customer_limit = 1};
  CHECK(outcome(book.claim(claim(1))) == "claimed");
  CHECK(outcome(book.claim(claim(2))) == "used_by_customer");
  CHECK(outcome(book.claim(claim(3, 500, "grace"))) == "claimed");
  CHECK(outcome(book.claim(claim(4, 500, std::nullopt))) == "customer_unknown");
}

TEST_CASE("a command that comes again changes nothing and has the same answer") {
  ClaimBook book;
  book.promotions[kPromotion] = {.usage_limit = 1};
  CHECK(outcome(book.claim(claim(1))) == "claimed");
  CHECK(outcome(book.claim(claim(2))) == "used_up");
  CHECK(outcome(book.claim(claim(1))) == "claimed");
  book.release(order(1));
  book.release(order(1));
  CHECK(book.promotions[kPromotion].used == 0);
  CHECK(outcome(book.claim(claim(2))) == "used_up");  // as it was answered
}

TEST_CASE("a release that comes before its claim refuses it") {
  ClaimBook book;
  book.promotions[kPromotion] = {.usage_limit = 1};
  book.release(order(1));
  CHECK(outcome(book.claim(claim(1))) == "released");
  CHECK(book.promotions[kPromotion].used == 0);
}

TEST_CASE("all of a claim or nothing of it") {
  ClaimBook book;
  const PromotionId other{Uuid::v7(2, 2, 2)};
  book.promotions[kPromotion] = {.usage_limit = 5};
  auto both = claim(1);
  both.claims.push_back({other, std::nullopt, {100, kEuro}});
  const auto& held = book.claim(both);
  CHECK(outcome(held) == "ended");
  CHECK(held.refusals.size() == 1);
  CHECK(book.promotions[kPromotion].used == 0);
}

TEST_CASE("a code has a limit of its own, and belongs to its promotion") {
  ClaimBook book;
  book.promotions[kPromotion] = {};
  book.codes["ONCE"] = {.promotion_id = kPromotion, .usage_limit = 1};
  auto with_code = claim(1);
  with_code.claims.front().code = " once ";
  CHECK(outcome(book.claim(with_code)) == "claimed");
  with_code.reference = order(2);
  CHECK(outcome(book.claim(with_code)) == "used_up");
  with_code.reference = order(3);
  with_code.claims.front().code = "NEVER";
  CHECK(outcome(book.claim(with_code)) == "ended");
}
