#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <random>

#include "kernel/json/json.hpp"
#include "pricing/random_shop.hpp"

using namespace kontor;
using namespace kontor::pricing;
using namespace kontor::pricing::test;

namespace {

std::uint64_t carts() {
  return std::getenv("KONTOR_TEST_FULL") ? 200'000 : 3'000;
}

void name_codes(RandomShop& shop, const Rulebook& rulebook) {
  for (std::size_t i = 0; i < shop.basket.codes.size(); ++i) {
    for (std::uint32_t number = 0; number < rulebook.promotions().size(); ++number) {
      const auto& name = rulebook.promotions()[number].name;
      if (shop.basket.codes[i] == "CODE" + name.substr(name.find(' ') + 1)) shop.codes[i].promotion = number;
    }
  }
}

// What is wrong with the sums; empty: nothing.
std::string trouble_with(const PricedBasket& priced) {
  std::int64_t items = 0;
  std::int64_t discount = 0;
  std::int64_t tax = 0;
  for (const auto& line : priced.lines) {
    if (line.total.amount() != line.unit_price.amount() * line.quantity) return "a line is not price times quantity";
    if (line.discount.is_negative() || line.discount.amount() > line.total.amount()) return "more off than there is";
    if (line.tax.is_negative()) return "a negative tax";
    items += line.total.amount();
    discount += line.discount.amount();
    tax += line.tax.amount();
  }
  std::int64_t shipping = 0;
  if (priced.shipping) {
    const auto& one = *priced.shipping;
    if (one.discount.is_negative() || one.discount.amount() > one.price.amount()) return "more off the shipping";
    shipping = one.price.amount();
    discount += one.discount.amount();
    tax += one.tax.amount();
  }
  const auto& totals = priced.totals;
  if (totals.items.amount() != items) return "items";
  if (totals.discount.amount() != discount) return "discount";
  if (totals.shipping.amount() != shipping) return "shipping";
  if (totals.tax.amount() != tax) return "tax";
  const auto total = items - discount + shipping + (totals.tax_included ? 0 : tax);
  if (totals.total.amount() != total) return "total";
  return total < 0 ? "less than nothing" : "";
}

// The explanations add up to what they explain.
std::string trouble_with_explanation(const PricedBasket& priced) {
  std::int64_t taken_off = 0;
  std::int64_t tax = 0;
  for (const auto& one : priced.adjustments) {
    if (one.kind == "promotion" || one.kind == "free_shipping") taken_off -= one.amount.amount();
    if (one.kind == "tax") tax += one.amount.amount();
  }
  if (taken_off != priced.totals.discount.amount()) return "discounts are not explained";
  return tax != priced.totals.tax.amount() ? "taxes are not explained" : "";
}

// What does not say that it depends on whether it is a first order is the same for any.
std::string trouble_with_history(RandomShop shop, const Rulebook& rulebook, const PricedBasket& priced) {
  shop.basket.buyer.first_order = !shop.basket.buyer.first_order;
  const auto other = reckon(shop.basket, shop.facts(rulebook));
  if (other->depends_on_first_order != priced.depends_on_first_order) return "says so only sometimes";
  if (priced.depends_on_first_order) return "";
  return json::to_json(*other) == json::to_json(priced) ? "" : "depends on whether it is a first order";
}

}  // namespace

TEST_CASE("random carts in every currency add up, are explained to the cent, and are the same twice and in any order") {
  const auto currencies = all_currencies();
  REQUIRE(currencies.size() > 150);
  for (std::uint64_t number = 0; number < carts(); ++number) {
    RandomShop shop(number, currencies[number % currencies.size()]);
    const Rulebook rulebook(shop.rules);
    name_codes(shop, rulebook);
    const auto priced = reckon(shop.basket, shop.facts(rulebook));
    if (!priced) FAIL("cart " << number << ": " << priced.error().detail);
    if (const auto wrong = trouble_with(*priced); !wrong.empty()) FAIL("cart " << number << ": " << wrong);
    if (const auto wrong = trouble_with_explanation(*priced); !wrong.empty()) FAIL("cart " << number << ": " << wrong);
    const auto again = reckon(shop.basket, shop.facts(rulebook));
    if (json::to_json(*again) != json::to_json(*priced)) FAIL("cart " << number << " is another one the second time");
    const auto wrong = number % 4 == 0 ? trouble_with_history(shop, rulebook, *priced) : "";
    if (!wrong.empty()) FAIL("cart " << number << ": " << wrong);

    std::shuffle(shop.basket.lines.begin(), shop.basket.lines.end(), std::mt19937_64(number));
    const auto shuffled = reckon(shop.basket, shop.facts(rulebook));
    if (json::to_json(shuffled->totals) != json::to_json(priced->totals)) FAIL("the order matters in cart " << number);
    std::map<Uuid, std::string> lines;
    for (const auto& line : priced->lines) lines[line.line_id] = json::to_json(line);
    for (const auto& line : shuffled->lines) {
      if (lines[line.line_id] != json::to_json(line)) FAIL("the order matters to a line of cart " << number);
    }
  }
}
