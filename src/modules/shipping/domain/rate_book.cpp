#include "modules/shipping/domain/rate_book.hpp"

#include <algorithm>
#include <tuple>

namespace kontor::shipping {

namespace {

struct Choice {
  const Method* method;
  Money price;

  auto rank() const { return std::tuple(price.amount(), method->position, method->id); }
};

Quote quoted(const Choice& choice, WorkingTimes times, Timestamp now) {
  const auto& method = *choice.method;
  times.cutoff_minutes = method.cutoff_minutes.value_or(times.cutoff_minutes);
  return {.id = method.id,
          .name = method.name,
          .price = choice.price,
          .tax_class = method.tax_class,
          .delivery_estimate = estimate(times, method.min_days, method.max_days, now)};
}

}  // namespace

std::vector<Quote> RateBook::quotes(const WorkingTimes& times, const Parcel& parcel, Timestamp now) const {
  const Zone* zone = zone_of(zones, parcel);
  if (zone == nullptr) return {};
  std::vector<Choice> choices;
  for (const auto& method : methods) {
    if (method.zone_id != zone->id || !method.active) continue;
    if (const auto price = price_of(method, parcel)) choices.push_back({&method, *price});
  }
  std::ranges::sort(choices, {}, &Choice::rank);
  std::vector<Quote> quotes;
  for (const auto& choice : choices) quotes.push_back(quoted(choice, times, now));
  return quotes;
}

}  // namespace kontor::shipping
