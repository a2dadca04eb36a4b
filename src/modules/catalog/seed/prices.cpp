#include "modules/catalog/seed/prices.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::catalog::seed {

namespace {

struct Rate {
  std::string_view currency;
  int percent;  // of the amount in EUR
};
constexpr Rate kRates[] = {{"EUR", 100}, {"USD", 108}, {"GBP", 86}};

Currency currency(std::string_view code) {
  const auto known = Currency::parse(code);
  KONTOR_CHECK(known, "the currencies of the demo prices are in use");
  return *known;
}

// What a label said before the price was cut.
std::int64_t price_before(std::int64_t price, Ending ending, int discount_percent) {
  std::int64_t before = price * 100 / (100 - discount_percent);
  while (label_price(before, ending) <= price) before += 50;
  return label_price(before, ending);
}

}  // namespace

std::int64_t label_price(std::int64_t cents, Ending ending) {
  if (cents >= 10000) {
    const std::int64_t tens = (cents + 500) / 1000 * 1000;
    return ending == Ending::ninety_nine ? tens - 1 : ending == Ending::fifty ? tens - 500 : tens;
  }
  const std::int64_t units = cents / 100 * 100;
  if (units == 0) return ending == Ending::ninety_nine ? 99 : 50;
  return ending == Ending::ninety_nine ? units + 99 : ending == Ending::fifty ? units + 50 : units;
}

std::vector<ListPrice> list_prices(std::int64_t euro_cents, Ending ending, int discount_percent) {
  std::vector<ListPrice> prices;
  prices.reserve(std::size(kRates));
  for (const auto& rate : kRates) {
    const auto unit = currency(rate.currency);
    const auto amount = label_price(euro_cents * rate.percent / 100, ending);
    ListPrice list{{amount, unit}, {}};
    if (discount_percent > 0) list.compare_at = Money(price_before(amount, ending, discount_percent), unit);
    prices.push_back(std::move(list));
  }
  return prices;
}

}  // namespace kontor::catalog::seed
