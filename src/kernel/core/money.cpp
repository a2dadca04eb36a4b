#include "kernel/core/money.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "kernel/core/format.hpp"

namespace kontor {

namespace {

// Holds every product of two amounts.
__extension__ using Wide = __int128;

Error overflow() {
  return {ErrorKind::invalid, "amount_overflow", "The amount is too large."};
}

Error mismatch(const Money& a, const Money& b) {
  return {ErrorKind::invalid, "currency_mismatch",
          format("{} and {} cannot be reckoned together.", a.currency().code(), b.currency().code())};
}

Result<Money> narrow(Wide amount, const Currency& currency) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (amount < Limits::min() || amount > Limits::max()) return overflow();
  return Money(static_cast<std::int64_t>(amount), currency);
}

// Half away from zero; divisor > 0. Doubling the remainder cannot overflow: it is below 2^63.
Wide divide_rounded(Wide dividend, Wide divisor) {
  const Wide quotient = dividend / divisor;
  const Wide remainder = dividend % divisor;
  if (2 * (remainder < 0 ? -remainder : remainder) < divisor) return quotient;
  return quotient + (dividend < 0 ? -1 : 1);
}

struct Share {
  Wide amount;
  Wide remainder;
};

// Cuts the magnitude in proportion, rounding down.
std::vector<Share> cut(Wide magnitude, std::span<const std::int64_t> weights, Wide weight_sum) {
  std::vector<Share> shares;
  shares.reserve(weights.size());
  for (const Wide weight : weights) {
    shares.push_back({magnitude * weight / weight_sum, magnitude * weight % weight_sum});
  }
  return shares;
}

// Hands out what rounding down left over, one unit each, to the largest remainders. There are always more shares with
// a remainder than units left, so a weight of zero gets nothing.
void hand_out(std::vector<Share>& shares, Wide left_over) {
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return shares[a].remainder > shares[b].remainder; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(left_over); ++i) ++shares[order[i]].amount;
}

}  // namespace

Result<Money> add(const Money& a, const Money& b) {
  if (a.currency() != b.currency()) return mismatch(a, b);
  return narrow(Wide(a.amount()) + b.amount(), a.currency());
}

Result<Money> subtract(const Money& a, const Money& b) {
  if (a.currency() != b.currency()) return mismatch(a, b);
  return narrow(Wide(a.amount()) - b.amount(), a.currency());
}

Result<Money> multiply(const Money& a, std::int64_t quantity) {
  return narrow(Wide(a.amount()) * quantity, a.currency());
}

Result<Money> ratio(const Money& a, std::int64_t numerator, std::int64_t denominator) {
  if (denominator <= 0) return Error{ErrorKind::invalid, "invalid_ratio", "A ratio needs a positive denominator."};
  return narrow(divide_rounded(Wide(a.amount()) * numerator, denominator), a.currency());
}

Result<std::vector<Money>> allocate(const Money& whole, std::span<const std::int64_t> weights) {
  const bool has_negative = std::ranges::any_of(weights, [](std::int64_t weight) { return weight < 0; });
  const Wide weight_sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  if (has_negative || weight_sum == 0) {
    return Error{ErrorKind::invalid, "invalid_weights", "Weights must not be negative, and one must be positive."};
  }
  const Wide magnitude = whole.is_negative() ? -Wide(whole.amount()) : Wide(whole.amount());
  auto shares = cut(magnitude, weights, weight_sum);
  Wide left_over = magnitude;
  for (const auto& share : shares) left_over -= share.amount;
  hand_out(shares, left_over);

  std::vector<Money> parts;
  parts.reserve(shares.size());
  for (const auto& share : shares) {
    const Wide signed_amount = whole.is_negative() ? -share.amount : share.amount;
    parts.emplace_back(static_cast<std::int64_t>(signed_amount), whole.currency());
  }
  return parts;
}

std::string to_string(const Money& money) {
  const auto bits = static_cast<std::uint64_t>(money.amount());
  const std::uint64_t magnitude = money.is_negative() ? 0 - bits : bits;
  const auto& currency = money.currency();
  const std::string_view sign = money.is_negative() ? "-" : "";
  const int digits = currency.minor_digits();
  if (digits == 0) return format("{}{} {}", sign, magnitude, currency.code());
  std::uint64_t unit = 1;
  for (int i = 0; i < digits; ++i) unit *= 10;
  return format("{}{}.{:0{}} {}", sign, magnitude / unit, magnitude % unit, digits, currency.code());
}

}  // namespace kontor
