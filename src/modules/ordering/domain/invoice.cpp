#include "modules/ordering/domain/invoice.hpp"

#include <algorithm>
#include <map>

namespace kontor::ordering {

namespace {

constexpr std::int64_t kPpmOfPercent = 10'000;

Result<TaxLine> plus(const TaxLine& line, const TaxedAmount& more, bool tax_included) {
  const auto net = tax_included ? subtract(more.amount, more.tax) : Result<Money>(more.amount);
  if (!net) return net.error();
  const auto net_sum = add(line.net, *net);
  if (!net_sum) return net_sum.error();
  const auto tax_sum = add(line.tax, more.tax);
  if (!tax_sum) return tax_sum.error();
  const auto gross = add(*net_sum, *tax_sum);
  if (!gross) return gross.error();
  return TaxLine{line.rate_ppm, *net_sum, *tax_sum, *gross};
}

}  // namespace

Result<std::vector<TaxLine>> tax_lines(const std::vector<TaxedAmount>& amounts, bool tax_included) {
  std::map<std::int64_t, TaxLine, std::greater<>> by_rate;
  for (const auto& one : amounts) {
    const Money nothing(0, one.amount.currency());
    const auto line = by_rate.try_emplace(one.rate_ppm, TaxLine{one.rate_ppm, nothing, nothing, nothing}).first;
    const auto sum = plus(line->second, one, tax_included);
    if (!sum) return sum.error();
    line->second = *sum;
  }
  std::vector<TaxLine> lines;
  for (const auto& [rate, line] : by_rate) lines.push_back(line);
  return lines;
}

std::string rate_text(std::int64_t rate_ppm) {
  auto text = std::to_string(rate_ppm / kPpmOfPercent);
  if (const auto rest = rate_ppm % kPpmOfPercent; rest != 0) {
    auto digits = std::to_string(kPpmOfPercent + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += '.' + digits;
  }
  return text + " %";
}

std::string amount_text(const Money& money) {
  auto text = to_string(money);
  const auto end = std::min(text.find('.'), text.find(' '));
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  for (auto at = end; at > begin + 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

}  // namespace kontor::ordering
