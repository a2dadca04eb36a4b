#include "modules/pricing/seed/promotions.hpp"

#include "kernel/core/check.hpp"

namespace kontor::pricing::seed {

namespace {

Money money(std::int64_t amount, std::string_view code) {
  const auto currency = Currency::parse(code);
  KONTOR_CHECK(currency, "the currencies of the demo data are in use");
  return {amount, *currency};
}

// So much in euros, and the like in the other currencies of the demo prices.
std::vector<Money> about(std::int64_t cents) {
  return {money(cents, "EUR"), money(cents, "USD"), money(cents, "GBP")};
}

Promotion percentage(std::string name, std::int64_t percent) {
  Promotion promotion{.name = std::move(name), .terms = {}};
  promotion.terms.kind = PromotionKind::percentage;
  promotion.terms.percent_ppm = percent * 10'000;
  return promotion;
}

Promotion amount_off(std::string name, std::int64_t cents, std::int64_t from_cents) {
  Promotion promotion{.name = std::move(name), .terms = {}};
  promotion.terms.kind = PromotionKind::fixed_amount;
  promotion.terms.amounts = about(cents);
  promotion.terms.minimum = about(from_cents);
  return promotion;
}

Promotion free_shipping(std::string name) {
  Promotion promotion{.name = std::move(name), .terms = {}};
  promotion.terms.kind = PromotionKind::free_shipping;
  return promotion;
}

Promotion buy_and_get(std::string name, std::int64_t buy, std::int64_t get, std::int64_t percent) {
  Promotion promotion{.name = std::move(name), .terms = {}};
  promotion.terms.kind = PromotionKind::buy_x_get_y;
  promotion.terms.buy_quantity = buy;
  promotion.terms.get_quantity = get;
  promotion.terms.percent_ppm = percent * 10'000;
  return promotion;
}

// Once for each customer, with their first order.
Promotion welcome() {
  auto promotion = percentage("Welcome", 10);
  promotion.terms.first_order_only = true;
  promotion.usage_limit_per_customer = 1;
  return promotion;
}

Promotion campaign() {
  auto promotion = percentage("Autumn campaign", 20);
  promotion.stacking = Stacking::exclusive;
  promotion.budget = money(500'000, "EUR");
  return promotion;
}

Promotion first_hundred() {
  auto promotion = amount_off("For the first hundred", 1'500, 5'000);
  promotion.usage_limit = 100;
  promotion.usage_limit_per_customer = 1;
  return promotion;
}

Promotion for_wholesale() {
  auto promotion = percentage("Wholesale", 5);
  promotion.terms.customer_groups = {"wholesale"};
  promotion.terms.minimum = about(50'000);
  promotion.automatic = true;
  return promotion;
}

Promotion delivered_free() {
  auto promotion = free_shipping("Free delivery of large orders");
  promotion.terms.minimum = about(15'000);
  promotion.automatic = true;
  promotion.priority = -10;
  return promotion;
}

Promotion winter_sale() {
  auto promotion = percentage("Winter sale", 15);
  promotion.starts_at = *parse_timestamp("2026-12-26T00:00:00Z");
  promotion.ends_at = *parse_timestamp("2027-02-01T00:00:00Z");
  promotion.stacking = Stacking::exclusive;
  promotion.priority = 10;
  return promotion;
}

}  // namespace

std::vector<Offer> offers() {
  return {{welcome(), {"WELCOME10"}},
          {amount_off("Five off", 500, 4'000), {"SAVE5"}},
          {free_shipping("Free delivery"), {"FREESHIP"}},
          {campaign(), {"AUTUMN20"}},
          {first_hundred(), {"FIRST100"}},
          {buy_and_get("Three for two", 2, 1, 100), {"THREEFORTWO"}},
          {buy_and_get("The second at half price", 1, 1, 50), {"SECONDHALF"}},
          {winter_sale(), {"WINTER15"}},
          {for_wholesale(), {}},
          {delivered_free(), {}}};
}

}  // namespace kontor::pricing::seed
