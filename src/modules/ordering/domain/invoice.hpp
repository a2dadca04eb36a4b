#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"

// What an invoice says of taxes: the sums of an order by rate, to the cent the ones that were agreed.
namespace kontor::ordering {

struct TaxedAmount {
  Money amount;  // after discounts; with the tax where prices include it
  Money tax;
  std::int64_t rate_ppm = 0;
};

struct TaxLine {
  std::int64_t rate_ppm = 0;
  Money net;
  Money tax;
  Money gross;
};

// A line a rate, the highest first; their taxes and gross amounts add up to those given. `invalid` where sums overflow.
Result<std::vector<TaxLine>> tax_lines(const std::vector<TaxedAmount>& amounts, bool tax_included);

// "19 %", "5.5 %".
std::string rate_text(std::int64_t rate_ppm);
// "1,234.50 EUR" in the currency's digits.
std::string amount_text(const Money& money);

}  // namespace kontor::ordering
