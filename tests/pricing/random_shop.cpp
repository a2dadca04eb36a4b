#include "pricing/random_shop.hpp"

namespace kontor::pricing::test {

namespace {

Uuid numbered(std::uint64_t kind, std::uint64_t number) {
  return Uuid::v7(kind * 1000 + number, kind, number);
}

const Timestamp kNow = *parse_timestamp("2026-11-21T12:00:00Z");

}  // namespace

std::vector<Currency> all_currencies() {
  std::vector<Currency> all;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      for (char c = 'A'; c <= 'Z'; ++c) {
        if (const auto currency = Currency::parse(std::string{a, b, c})) all.push_back(*currency);
      }
    }
  }
  return all;
}

RandomShop::RandomShop(std::uint64_t number, const Currency& currency)
    : basket{.currency = currency,
             .lines = {},
             .shipping = {},
             .destination = {},
             .buyer = {},
             .codes = {},
             .reference = {}},
      random_(number) {
  rules.currencies = {{.currency = currency, .prices_include_tax = chance(50)}};
  rules.price_lists = {{.id = PriceListId(numbered(4, 1)), .name = "Tiers", .currency = currency}};
  if (chance(90)) add_zone();
  const auto lines = draw(1, 25);
  for (std::int64_t i = 1; i <= lines; ++i) add_line(static_cast<std::uint64_t>(i));
  const auto promotions = draw(0, 12);
  for (std::int64_t i = 1; i <= promotions; ++i) add_promotion(static_cast<std::uint64_t>(i));
  if (chance(70)) basket.shipping = WantedShipping{{draw(0, 2000), currency}, chance(50) ? "standard" : "reduced"};
  basket.buyer.tax_exempt = chance(10);
  basket.buyer.first_order = chance(30);
  if (chance(30)) basket.buyer.group = "wholesale";
}

std::int64_t RandomShop::draw(std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
}

void RandomShop::add_zone() {
  rules.zones = {{.name = "Home",
                  .country = "DE",
                  .rates = {{"standard", Timestamp(), draw(0, 300'000)}, {"reduced", Timestamp(), draw(0, 100'000)}}}};
}

void RandomShop::add_line(std::uint64_t number) {
  Goods one{.variant_id = catalog::VariantId(numbered(1, number)), .published = chance(95)};
  one.product_id = catalog::ProductId(numbered(2, number));
  one.tax_class = chance(70) ? "standard" : "reduced";
  one.list_prices = {{basket.currency, chance(3) ? 0 : draw(1, chance(5) ? 900'000'000'000 : 20'000)}};
  one.categories = {numbered(5, static_cast<std::uint64_t>(draw(1, 4))), numbered(5, 9)};
  if (chance(30)) one.tiers = {{numbered(4, 1), draw(1, 10), draw(0, 15'000)}};
  basket.lines.push_back({numbered(3, number), one.variant_id, draw(1, chance(10) ? 1000 : 9)});
  goods.push_back(std::move(one));
}

PromotionTerms RandomShop::terms() {
  PromotionTerms terms;
  terms.kind = static_cast<PromotionKind>(draw(0, 3));
  terms.percent_ppm = chance(10) ? 1'000'000 : draw(1, 999'999);
  if (terms.kind == PromotionKind::fixed_amount) terms.amounts = {amount(chance(20) ? 10'000'000 : 3000)};
  terms.each = chance(30);
  terms.buy_quantity = draw(1, 3);
  terms.get_quantity = draw(1, 2);
  if (chance(30)) terms.most_times = draw(1, 3);
  if (chance(30)) terms.minimum = {amount(30'000)};
  if (chance(20)) terms.customer_groups = {"wholesale"};
  terms.first_order_only = chance(10);
  if (terms.kind == PromotionKind::free_shipping || chance(50)) return terms;
  terms.target = PromotionTarget::categories;
  terms.category_ids = {catalog::CategoryId(numbered(5, static_cast<std::uint64_t>(draw(1, 4))))};
  return terms;
}

void RandomShop::add_promotion(std::uint64_t number) {
  Promotion promotion{.id = PromotionId(numbered(6, number)), .name = "Promotion " + std::to_string(number)};
  promotion.stacking = chance(30) ? Stacking::exclusive : Stacking::combinable;
  promotion.priority = draw(-2, 2);
  promotion.automatic = chance(70);
  promotion.terms = terms();
  rules.promotions.push_back(promotion);
  if (promotion.automatic) return;
  basket.codes.push_back("CODE" + std::to_string(number));
  codes.emplace_back();  // which one it is, the rulebook knows
}

Facts RandomShop::facts(const Rulebook& rulebook) const {
  shelf_.clear();
  for (const auto& line : basket.lines) {
    for (const auto& one : goods) {
      if (one.variant_id == line.variant_id) shelf_.push_back(&one);
    }
  }
  return {rulebook, shelf_, codes, {}, kNow};
}

}  // namespace kontor::pricing::test
