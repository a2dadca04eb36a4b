// bench_pricing [--rounds N]
//
// How often a second one core computes what a cart of 20 lines costs while 50 promotions are active: all of the answer,
// with every adjustment in words. Nothing is read: the facts are in memory, as they are in a running shop.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <vector>

#include "kernel/core/text.hpp"
#include "modules/pricing/domain/reckoning.hpp"

namespace {

using namespace kontor;
using namespace kontor::pricing;

constexpr int kLines = 20;
constexpr int kPromotions = 50;
constexpr double kAim = 50'000;

Uuid numbered(std::uint64_t kind, int number) {
  return Uuid::v7(kind, static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15);
}

class Stage {
 public:
  // `counting`: every how many-th promotion of goods is about something that is in the cart.
  explicit Stage(int counting) : rulebook_(rules(counting)) {
    basket_.currency = euro();
    basket_.shipping = WantedShipping{{490, euro()}, "standard"};
    basket_.destination = Destination{"DE", std::nullopt, "10115"};
    goods_.reserve(kLines);
    for (int i = 0; i < kLines; ++i) add_line(i);
    for (const auto& one : goods_) shelf_.push_back(&one);
  }

  Result<PricedBasket> reckon() const {
    return pricing::reckon(basket_, {rulebook_, shelf_, {}, left_, *parse_timestamp("2026-11-21T12:00:00Z")});
  }

 private:
  static Currency euro() { return *Currency::parse("EUR"); }

  static Rulebook::Rules rules(int counting) {
    Rulebook::Rules rules;
    rules.zones = {{.name = "Germany",
                    .country = "DE",
                    .rates = {{"standard", Timestamp(), 190'000}, {"reduced", Timestamp(), 70'000}}}};
    for (int i = 0; i < kPromotions; ++i) rules.promotions.push_back(promotion(i, counting));
    return rules;
  }

  // A fifth are for other customers, a fifth exclusive; the others are about categories, products and the order.
  static Promotion promotion(int i, int counting) {
    Promotion one{.id = PromotionId(numbered(6, i)), .name = "Promotion " + std::to_string(i), .automatic = true};
    one.priority = i % 3;
    one.terms.percent_ppm = 10'000 + 1'000 * i;
    const bool is_in_cart = i % counting == 0;
    switch (i % 5) {
      case 0:
        one.terms.customer_groups = {"wholesale"};
        break;
      case 1:
        one.stacking = Stacking::exclusive;
        break;
      case 2:
        one.terms.target = PromotionTarget::categories;
        one.terms.category_ids = {catalog::CategoryId(numbered(5, is_in_cart ? i % 5 : 1000 + i))};
        break;
      case 3:
        one.terms.kind = PromotionKind::buy_x_get_y;
        one.terms.buy_quantity = 2;
        one.terms.get_quantity = 1;
        one.terms.target = PromotionTarget::products;
        one.terms.product_ids = {catalog::ProductId(numbered(2, is_in_cart ? i % kLines : 1000 + i))};
        break;
      default:
        one.terms.kind = PromotionKind::fixed_amount;
        one.terms.amounts = {{100, euro()}};
        one.terms.minimum = {{is_in_cart ? 1'000 : 100'000'000, euro()}};
    }
    return one;
  }

  void add_line(int i) {
    Goods one{
        .variant_id = catalog::VariantId(numbered(1, i)), .sku = "SKU-100" + std::to_string(i), .published = true};
    one.product_id = catalog::ProductId(numbered(2, i));
    one.name = "Linen shirt, blue, number " + std::to_string(i);
    one.list_prices = {{euro(), 999 + 137 * i}, {*Currency::parse("USD"), 1099}};
    one.categories = {numbered(5, i % 5), numbered(5, 100 + i % 3), numbered(5, 200)};
    if (i % 4 == 0) one.tax_class = "reduced";
    basket_.lines.push_back({numbered(3, i * 7919 % 104729), one.variant_id, 1 + i % 4});
    goods_.push_back(std::move(one));
  }

  Rulebook rulebook_;
  Basket basket_;
  std::vector<Goods> goods_;
  std::vector<const Goods*> shelf_;
  std::vector<Left> left_ = std::vector<Left>(kPromotions);
};

// Of this thread: what others do on the machine does not count.
double core_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double a_second(const Stage& stage) {
  const auto begin = core_seconds();
  int done = 0;
  std::int64_t sum = 0;
  while (core_seconds() - begin < 1) {
    for (int i = 0; i < 100; ++i, ++done) sum += stage.reckon()->totals.total.amount();
  }
  if (sum <= 0) std::fputs("bench: a cart that costs nothing\n", stderr);
  return done / (core_seconds() - begin);
}

void measure(std::string_view title, int counting, int rounds) {
  const Stage stage(counting);
  std::vector<double> rates;
  for (int i = 0; i < rounds; ++i) rates.push_back(a_second(stage));
  std::ranges::sort(rates);
  const auto median = rates[rates.size() / 2];
  const auto explained = stage.reckon()->adjustments.size();
  std::printf("  %-44.*s %9.0f a second  (aim %.0f: %s; %zu adjustments, %.0f to %.0f)\n",
              static_cast<int>(title.size()), title.data(), median, kAim, median >= kAim ? "kept" : "missed", explained,
              rates.front(), rates.back());
}

}  // namespace

int main(int argc, char** argv) {
  const bool told = argc == 3 && std::string_view(argv[1]) == "--rounds";
  const auto rounds = kontor::text::parse_int(told ? argv[2] : argc == 1 ? "7" : "");
  if (!rounds || *rounds < 1 || *rounds > 100) return std::fputs("usage: bench_pricing [--rounds N]\n", stderr), 2;
  std::puts("what a cart of 20 lines costs, with 50 active promotions; computations on one core");
  measure("a few of them are about the cart", 8, static_cast<int>(*rounds));
  measure("all of them are about the cart", 1, static_cast<int>(*rounds));
  return 0;
}
