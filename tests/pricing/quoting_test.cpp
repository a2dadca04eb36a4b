#include <catch2/catch.hpp>

#include "modules/catalog/api/events.hpp"
#include "pricing/pricing_house.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::pricing;
using namespace kontor::pricing::test;
using kontor::test::eventually;

namespace {

Json percent_off(const std::string& name, int percent) {
  return {{"name", name}, {"automatic", true}, {"terms", {{"kind", "percentage"}, {"percent_ppm", percent * 10'000}}}};
}

std::int64_t total(const PricingProgram& program, const Basket& basket) {
  return program.price(basket).totals.total.amount();
}

void change_price(PricingProgram& program, const catalog::VariantId& variant, std::int64_t cents) {
  auto& summary = program.catalog.at(variant);
  summary.list_prices = {Money(cents, *Currency::parse("EUR"))};
  auto database = db::Database(program.pool, "pricing");
  REQUIRE(database.transact([&](db::Tx& tx) -> Result<void> {
    program.log.publish(tx, summary.product_id.str(), catalog::PriceChanged{summary.product_id, 2, {}});
    return {};
  }));
}

}  // namespace

TEST_CASE("prices come from memory, and what staff or the catalog change is seen by every instance") {
  PricingHouse house;
  auto& here = house.program;
  PricingProgram there(house.database.settings());
  here.start();
  there.start();
  const auto variant = here.catalog.add(1000);
  there.catalog.put(here.catalog.at(variant));
  const auto basket = basket_of(variant, 3);
  CHECK(total(here, basket) == 3000);
  CHECK(total(there, basket) == 3000);
  // Whatever is heard of in the beginning is heard at last.
  CHECK(eventually([&] {
    const auto asked = here.catalog.asked();
    return total(here, basket) == 3000 && here.catalog.asked() == asked;
  }));

  SECTION("a promotion counts as soon as it is answered, and elsewhere a moment later") {
    here.make("/promotions", percent_off("Sale", 10));
    CHECK(total(here, basket) == 2700);
    CHECK(eventually([&] { return total(there, basket) == 2700; }));
  }
  SECTION("a price list") {
    const auto list = here.make("/price-lists", {{"name", "Wholesale"}, {"currency", "EUR"}});
    const auto path = "/price-lists/" + list["id"].get<std::string>() + "/entries";
    const Json tier = {{"variant_id", variant.str()}, {"from_quantity", 3}, {"amount", 800}};
    CHECK(here.send("POST", path, {{"set", {tier}}}).status() == 200);
    CHECK(total(here, basket) == 2400);
    CHECK(eventually([&] { return total(there, basket) == 2400; }));
    CHECK(total(here, basket_of(variant, 2)) == 2000);
  }
  SECTION("another list price") {
    change_price(here, variant, 1500);
    there.catalog.put(here.catalog.at(variant));
    CHECK(eventually([&] { return total(here, basket) == 4500; }));
    CHECK(eventually([&] { return total(there, basket) == 4500; }));
  }
  SECTION("taxes, by class of the product") {
    here.make("/tax-classes", {{"code", "reduced"}, {"name", "Reduced"}});
    const auto rate = [](const char* tax_class, int ppm) {
      return Json{{"tax_class", tax_class}, {"valid_from", "2020-01-01T00:00:00Z"}, {"rate_ppm", ppm}};
    };
    here.make(
        "/tax-zones",
        {{"name", "Germany"}, {"country", "DE"}, {"rates", {rate("standard", 190'000), rate("reduced", 70'000)}}});
    CHECK(here.price(basket).totals.tax.amount() == 479);
    const auto product = here.catalog.at(variant).product_id.str();
    CHECK(here.send("POST", "/tax-classes/reduced/products", {{"product_ids", {product}}}).status() == 204);
    CHECK(here.price(basket).totals.tax.amount() == 196);
    CHECK(eventually([&] { return there.price(basket).totals.tax.amount() == 196; }));
  }
}

TEST_CASE("a code is good while something is left of it, and for the order that has claimed it") {
  PricingHouse house;
  auto& here = house.program;
  here.start();
  const auto variant = here.catalog.add(1000);
  auto sale = percent_off("Sale", 10);
  sale["automatic"] = false;
  sale["usage_limit"] = 5;
  sale["usage_limit_per_customer"] = 1;
  const auto id = here.make("/promotions", sale)["id"].get<std::string>();
  here.make("/promotions/" + id + "/codes", {{"codes", {"Sale10"}}});

  auto basket = basket_of(variant, 1, {"sale10", "nonsense"});
  basket.buyer.key = "ada";
  auto priced = here.price(basket);
  CHECK(priced.totals.total.amount() == 900);
  CHECK(priced.codes[0].applied);
  CHECK(priced.codes[1].reason == "unknown");
  REQUIRE(priced.claims.size() == 1);

  const ClaimPromotions claim{Uuid::generate(), "ada", priced.claims};
  here.publish(claim);
  REQUIRE(eventually([&] { return house.published("promotions_claimed") == 1; }));
  priced = here.price(basket);
  CHECK(priced.totals.total.amount() == 1000);
  CHECK(priced.codes[0].reason == "used_by_customer");
  basket.reference = claim.reference;
  CHECK(here.price(basket).codes[0].applied);
  basket.buyer.key = "grace";
  basket.reference.reset();
  CHECK(here.price(basket).codes[0].applied);
}

TEST_CASE("more variants than there is room for are priced all the same") {
  PricingHouse house;
  PricingProgram here(house.database.settings(), {.home_country = "DE", .most_goods = 500});
  auto basket = basket_of(here.catalog.add(100), 1);
  for (int i = 1; i < 500; ++i) basket.lines.push_back({Uuid::generate(), here.catalog.add(100), 1});
  CHECK(total(here, basket) == 50'000);
  for (int i = 0; i < 20; ++i) CHECK(total(here, basket_of(here.catalog.add(7), 1)) == 7);
  CHECK(total(here, basket) == 50'000);
  basket.lines.push_back({Uuid::generate(), here.catalog.add(100), 1});
  CHECK(here.module.pricing().price(basket).error().kind == ErrorKind::invalid);
}

TEST_CASE("the demo shop has ten promotions and the rates of more than thirty countries, once") {
  PricingHouse house;
  auto& here = house.program;
  const std::vector goods{here.catalog.add(1000)};
  const auto report = here.module.seed(goods);
  REQUIRE(report);
  CHECK(report->promotions == 10);
  CHECK(report->list_prices == 2);
  CHECK(std::stoi(house.run_sql("select count(distinct country) from pricing.tax_zone")) >= 30);
  CHECK(here.module.seed(goods)->promotions == 0);

  auto basket = basket_of(goods.front(), 5, {"WELCOME10"});
  basket.buyer.first_order = true;
  const auto priced = here.price(basket);
  CHECK(priced.codes.front().applied);
  CHECK(priced.totals.total.amount() == 4500);
  CHECK(priced.totals.tax.amount() == 718);
  CHECK(priced.totals.tax_included);
  basket.destination = Destination{"US", "CA", "94016"};
  CHECK_FALSE(here.price(basket).totals.tax_included);
}
