#include <catch2/catch.hpp>

#include "pricing/examples.hpp"
#include "support/euro.hpp"

using namespace kontor;
using namespace kontor::pricing;
using namespace kontor::pricing::test;
using kontor::test::kEuro;

namespace {

const Timestamp kNow = *parse_timestamp("2026-11-21T12:00:00Z");

Uuid id(std::uint64_t number) {
  return Uuid::v7(number, number, number);
}

Money euro(std::int64_t cents) {
  return {cents, kEuro};
}

// A shop of one shelf: each line is one of these goods.
struct Shop {
  Rulebook::Rules rules;
  std::vector<Goods> goods;
  Basket basket{
      .currency = kEuro, .lines = {}, .shipping = {}, .destination = {}, .buyer = {}, .codes = {}, .reference = {}};
  std::vector<AskedCode> codes;
  std::vector<Left> left;

  Shop() { rules.zones = {{.name = "Germany", .country = "DE", .rates = {{"standard", Timestamp(), 190'000}}}}; }

  Goods& put(std::int64_t cents, std::int64_t quantity = 1) {
    const auto number = goods.size() + 1;
    Goods fresh{.variant_id = catalog::VariantId(id(number)), .published = true};
    fresh.product_id = catalog::ProductId(id(100 + number));
    fresh.list_prices = {{kEuro, cents}};
    goods.push_back(fresh);
    basket.lines.push_back({id(200 + number), fresh.variant_id, quantity});
    return goods.back();
  }

  Promotion& promise(std::int64_t percent) {
    Promotion promotion{.id = PromotionId(id(300 + rules.promotions.size())), .name = "Sale"};
    promotion.terms.percent_ppm = percent * 10'000;
    rules.promotions.push_back(promotion);
    return rules.promotions.back();
  }

  PricedBasket price() const {
    const Rulebook rulebook(rules);
    REQUIRE(check_basket(basket, rulebook));
    std::vector<const Goods*> shelf;
    for (const auto& one : goods) shelf.push_back(&one);
    auto priced = reckon(basket, {rulebook, shelf, codes, left, kNow});
    REQUIRE(priced);
    return *std::move(priced);
  }

  // The verdict on the only promotion, asked for by a code.
  CodeVerdict ask(const std::string& code = "SALE") {
    basket.codes = {code};
    codes = {{.promotion = 0}};
    return price().codes.front();
  }
};

}  // namespace

TEST_CASE("every worked example comes to the sums that stand in it") {
  const auto examples = read_examples(KONTOR_PRICING_EXAMPLES);
  REQUIRE(examples.size() >= 60);
  for (const auto& example : examples) {
    INFO(example.title);
    const Rulebook rulebook(example.rules);
    std::vector<const Goods*> goods;
    for (const auto& one : example.goods) goods.push_back(&one);
    const auto priced = reckon(example.basket, {rulebook, goods, {}, {}, kNow});
    REQUIRE(priced);
    CHECK(shown(priced->totals) == example.expected);
  }
}

TEST_CASE("a code says why it does not count") {
  Shop shop;
  shop.put(5000);
  auto& sale = shop.promise(10);
  CHECK(shop.ask().applied);
  SECTION("it is not known") {
    shop.basket.codes = {"NOPE"};
    shop.codes = {{}};
    CHECK(shop.price().codes.front().reason == "unknown");
  }
  SECTION("it is disabled") {
    sale.enabled = false;
    CHECK(shop.ask().reason == "inactive");
  }
  SECTION("it has not begun") {
    sale.starts_at = kNow + std::chrono::seconds(1);
    CHECK(shop.ask().reason == "not_started");
  }
  SECTION("it is over at the moment that it ends") {
    sale.ends_at = kNow;
    CHECK(shop.ask().reason == "expired");
  }
  SECTION("it is for others") {
    sale.terms.customer_groups = {"wholesale"};
    CHECK(shop.ask().reason == "wrong_customer_group");
    shop.basket.buyer.group = "wholesale";
    CHECK(shop.ask().applied);
  }
  SECTION("it is for a first order") {
    sale.terms.first_order_only = true;
    CHECK(shop.ask().reason == "not_first_order");
  }
  SECTION("the order is too small") {
    sale.terms.minimum = {euro(5001)};
    CHECK(shop.ask().reason == "minimum_not_reached");
  }
  SECTION("it says nothing of this currency") {
    sale.terms.minimum = {Money(1, *Currency::parse("USD"))};
    CHECK(shop.ask().reason == "wrong_currency");
  }
  SECTION("there is nothing that it is about") {
    sale.terms.target = PromotionTarget::products;
    sale.terms.product_ids = {catalog::ProductId(id(9999))};
    CHECK(shop.ask().reason == "nothing_to_discount");
  }
  SECTION("it was used as often as it may be, by all or by this customer") {
    shop.left = {{.uses = 0}};
    CHECK(shop.ask().reason == "used_up");
    shop.left = {{.uses = 1, .customer_is_through = true}};
    CHECK(shop.ask().reason == "used_by_customer");
    shop.left = {{.uses = 1}};
    CHECK(shop.ask().applied);
  }
  SECTION("the budget does not hold what it would take off") {
    sale.budget = euro(1000);
    shop.left = {{.budget = 499}};
    CHECK(shop.ask().reason == "budget_exhausted");
    shop.left = {{.budget = 500}};
    CHECK(shop.ask().applied);
  }
  SECTION("it counts already") {
    shop.basket.codes = {"SALE", "sale"};
    shop.codes = {{.promotion = 0}, {.promotion = 0}};
    CHECK(shop.price().codes.back().reason == "already_applied");
  }
  SECTION("what it cannot be combined with saves more") {
    auto& better = shop.promise(20);
    better.automatic = true;
    better.stacking = Stacking::exclusive;
    better.name = "Better";
    const auto verdict = shop.ask();
    CHECK(verdict.reason == "not_combinable");
    CHECK(verdict.text.find("Better") != std::string::npos);
  }
}

TEST_CASE("a limited promotion is claimed with what it takes off, an unlimited one without a code is not") {
  Shop shop;
  shop.put(5000);
  auto& sale = shop.promise(10);
  sale.automatic = true;
  CHECK(shop.price().claims.empty());
  sale.usage_limit = 10;
  const auto claims = shop.price().claims;
  REQUIRE(claims.size() == 1);
  CHECK(claims.front().amount == euro(500));
}

TEST_CASE("every cent that a line does not cost is told, and why") {
  Shop shop;
  shop.put(5000);
  shop.put(3000);
  shop.promise(10).automatic = true;
  const auto priced = shop.price();
  std::int64_t told = 0;
  for (const auto& one : priced.adjustments) {
    if (one.kind == "promotion") told += one.amount.amount();
    CHECK_FALSE(one.text.empty());
  }
  CHECK(told == -800);
  CHECK(priced.adjustments.front().text == "Sale: 10 % off the order");
}

TEST_CASE("the price list with the highest priority that has a price says what it is") {
  Shop shop;
  auto& goods = shop.put(1000, 5);
  const auto list = [&](std::uint64_t number, std::int64_t priority) -> PriceList& {
    shop.rules.price_lists.push_back(
        {.id = PriceListId(id(number)), .name = "List", .currency = kEuro, .priority = priority});
    return shop.rules.price_lists.back();
  };
  const auto unit = [&] { return shop.price().lines.front().unit_price.amount(); };
  goods.tiers = {{id(1), 1, 900}, {id(1), 5, 800}, {id(1), 6, 700}, {id(2), 1, 850}};
  list(1, 0);
  CHECK(unit() == 800);
  list(2, 0);
  CHECK(unit() == 800);  // the lower one at the same priority
  shop.rules.price_lists[1].priority = 1;
  CHECK(unit() == 850);
  shop.rules.price_lists[1].customer_group = "wholesale";
  CHECK(unit() == 800);
  shop.rules.price_lists[0].ends_at = kNow;
  CHECK(unit() == 1000);
  shop.basket.buyer.group = "wholesale";
  CHECK(unit() == 850);
  CHECK(shop.price().lines.front().compare_at_price == euro(1000));
}

TEST_CASE("tiers count all lines of a variant together") {
  Shop shop;
  auto& goods = shop.put(1000, 5);
  goods.tiers = {{id(1), 10, 800}};
  shop.rules.price_lists = {{.id = PriceListId(id(1)), .name = "Tiers", .currency = kEuro}};
  CHECK(shop.price().totals.items == euro(5000));
  shop.goods.push_back(shop.goods.front());
  shop.basket.lines.push_back({id(900), shop.goods.front().variant_id, 5});
  CHECK(shop.price().totals.items == euro(8000));
}

TEST_CASE("a place is taxed as the narrowest zone that it is in, at the rate of the day") {
  const auto day = [](const char* text) { return *parse_timestamp(std::string(text) + "T00:00:00Z"); };
  const TaxBook book({{.name = "Spain", .country = "ES", .rates = {{"standard", Timestamp(), 210'000}}},
                      {.name = "Canary Islands", .country = "ES", .postal_prefix = "35"},
                      {.name = "United States", .country = "US"},
                      {.name = "California", .country = "US", .region = "CA"},
                      {.name = "Beverly Hills", .country = "US", .region = "CA", .postal_prefix = "90210"}});
  const auto name = [&](const Destination& place) {
    const auto* zone = book.zone_of(place);
    return zone ? zone->name : "nowhere";
  };
  CHECK(name({"ES", {}, "28001"}) == "Spain");
  CHECK(name({"ES", {}, "35 001"}) == "Canary Islands");
  CHECK(name({"US", "ny", "10001"}) == "United States");
  CHECK(name({"US", "ca", "94016"}) == "California");
  CHECK(name({"US", "US-CA", "94016"}) == "California");
  CHECK(name({"US", "CA", "90210"}) == "Beverly Hills");
  CHECK(name({"BR", {}, "01000"}) == "nowhere");

  const TaxZone estonia{.name = "Estonia",
                        .country = "EE",
                        .rates = {{"standard", day("2020-01-01"), 200'000},
                                  {"standard", day("2024-01-01"), 220'000},
                                  {"standard", day("2025-07-01"), 240'000}}};
  CHECK(rate_of(estonia, "standard", day("2019-12-31")) == 0);
  CHECK(rate_of(estonia, "standard", day("2025-06-30")) == 220'000);
  CHECK(rate_of(estonia, "standard", day("2025-07-01")) == 240'000);
  CHECK(rate_of(estonia, "unheard_of", day("2025-07-01")) == 240'000);
}

TEST_CASE("what cannot be sold is named and costs nothing") {
  Shop shop;
  shop.put(1000);
  shop.put(2000).published = false;
  shop.put(3000).list_prices = {{*Currency::parse("USD"), 3000}};
  const auto priced = shop.price();
  CHECK(priced.totals.items == euro(1000));
  REQUIRE(priced.unpriced.size() == 2);
  CHECK(priced.unpriced[0].reason == "not_published");
  CHECK(priced.unpriced[1].reason == "no_price");
}

TEST_CASE("a basket that nobody can price is refused with everything that is wrong") {
  const Rulebook rulebook(
      {.currencies = {{.currency = kEuro, .enabled = false}}, .price_lists = {}, .promotions = {}, .zones = {}});
  Shop shop;
  shop.put(1000, 0);
  const auto refused = check_basket(shop.basket, rulebook);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fields.size() == 2);
  shop.rules.currencies.clear();
  shop.basket.lines.front().quantity = kMostPieces;
  shop.goods.front().list_prices = {{kEuro, kMostPieces * 10'000'000}};
  const std::vector<const Goods*> goods{&shop.goods.front()};
  const Rulebook open(shop.rules);
  CHECK(reckon(shop.basket, {open, goods, {}, {}, kNow}).error().code == "amount_overflow");
}
