#include "modules/shipping/domain/method.hpp"

#include <algorithm>

namespace kontor::shipping {

namespace {

std::int64_t measured(RateKind kind, const Parcel& parcel) {
  return kind == RateKind::by_weight ? parcel.weight_grams : kind == RateKind::by_value ? parcel.value.amount() : 0;
}

void examine(const PriceTable& table, RateKind kind, const std::string& pointer, std::vector<FieldProblem>& problems) {
  if (kind == RateKind::flat && table.steps.size() != 1) {
    problems.push_back({pointer + "/steps", "items", "a flat rate is one step"});
  }
  if (!table.steps.empty() && table.steps.front().from != 0) {
    problems.push_back({pointer + "/steps/0/from", "range", "the first step begins at 0"});
  }
  for (std::size_t i = 1; i < table.steps.size(); ++i) {
    if (table.steps[i].from > table.steps[i - 1].from) continue;
    problems.push_back({pointer + "/steps/" + std::to_string(i) + "/from", "range", "must be above the step before"});
  }
}

bool repeats(const std::vector<PriceTable>& prices, std::size_t index) {
  const auto end = prices.begin() + static_cast<std::ptrdiff_t>(index);
  return std::find_if(prices.begin(), end, [&](const auto& one) { return one.currency == prices[index].currency; }) !=
         end;
}

}  // namespace

void RateStep::rules(json::Rules<RateStep>& rule) {
  rule(&RateStep::from)
      .doc("Grams, or the order's value in minor units, from which on the price holds; the first is 0")
      .at_least(0)
      .example(0);
  rule(&RateStep::price).doc("In minor units").range(0, 1'000'000'000'000).example(490);
}

void PriceTable::rules(json::Rules<PriceTable>& rule) {
  rule(&PriceTable::steps).doc("Ascending; a flat rate has one").items(1, 100);
  rule(&PriceTable::free_from).doc("An order's value, in minor units, from which on it costs nothing").at_least(0);
}

std::optional<Money> price_of(const Method& method, const Parcel& parcel) {
  if (method.max_weight_grams && parcel.weight_grams > *method.max_weight_grams) return std::nullopt;
  const auto table = std::ranges::find(method.prices, parcel.value.currency(), &PriceTable::currency);
  if (table == method.prices.end() || table->steps.empty()) return std::nullopt;
  if (table->free_from && parcel.value.amount() >= *table->free_from) return Money(0, table->currency);
  const auto next = std::ranges::upper_bound(table->steps, measured(method.kind, parcel), {}, &RateStep::from);
  const auto& step = next == table->steps.begin() ? *next : *std::prev(next);
  return Money(step.price, table->currency);
}

std::vector<FieldProblem> problems_of(const Method& method) {
  std::vector<FieldProblem> problems;
  if (method.max_days < method.min_days) {
    problems.push_back({"/max_days", "range", "must not be below min_days"});
  }
  for (std::size_t i = 0; i < method.prices.size(); ++i) {
    const auto pointer = "/prices/" + std::to_string(i);
    if (repeats(method.prices, i)) {
      problems.push_back({pointer + "/currency", "duplicate", "there are prices in this currency already"});
    }
    examine(method.prices[i], method.kind, pointer, problems);
  }
  return problems;
}

}  // namespace kontor::shipping
