#include "modules/catalog/domain/price_rule.hpp"

#include <algorithm>

namespace kontor::catalog {

namespace {

constexpr std::int64_t kWhole = 10'000;  // hundredths of a percent

Result<Money> changed(const Money& price, const PriceRule& rule) {
  if (!rule.percent_hundredths) return add(price, Money(rule.amount_minor, price.currency()));
  return ratio(price, kWhole + *rule.percent_hundredths, kWhole);
}

// Half away from zero, as everywhere.
Result<Money> rounded(const Money& price, const PriceRule& rule) {
  if (rule.step_minor <= 1) return price;
  const auto raised = add(price, Money(rule.ending_minor, price.currency()));
  if (!raised) return raised;
  const auto steps = ratio(*raised, 1, rule.step_minor);
  if (!steps) return steps;
  const auto whole = multiply(*steps, rule.step_minor);
  if (!whole) return whole;
  return subtract(*whole, Money(rule.ending_minor, price.currency()));
}

}  // namespace

Result<ListPrice> revised(const ListPrice& list, const PriceRule& rule) {
  const auto fresh = changed(list.price, rule);
  if (!fresh) return fresh.error();
  const auto round = rounded(*fresh, rule);
  if (!round) return round.error();
  ListPrice result{Money(std::max<std::int64_t>(round->amount(), 0), list.price.currency()), list.compare_at};
  const bool falls = result.price.amount() < list.price.amount();
  if (rule.keep_old_as_compare_at && falls && !result.compare_at) result.compare_at = list.price;
  if (result.compare_at && result.compare_at->amount() <= result.price.amount()) result.compare_at.reset();
  return result;
}

void revise(Product& product, const PriceRule& rule) {
  for (auto& variant : product.variants) {
    for (auto& list : variant.prices) {
      if (list.price.currency() != rule.currency) continue;
      if (auto fresh = revised(list, rule)) list = *std::move(fresh);
    }
  }
}

}  // namespace kontor::catalog
