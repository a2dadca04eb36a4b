#include "kernel/core/money.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "kernel/core/allocation.hpp"
#include "kernel/core/check.hpp"
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

// How many parts are split without memory of the heap.
constexpr std::size_t kFewParts = 64;

// A place for each part: on the stack where there are few.
template <class T>
class Room {
 public:
  explicit Room(std::size_t size) {
    if (size > kFewParts) many_.resize(size);
    all_ = size > kFewParts ? std::span<T>(many_) : std::span<T>(few_).first(size);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  std::span<T> all() { return all_; }

 private:
  std::array<T, kFewParts> few_;
  std::vector<T> many_;
  std::span<T> all_;
};

// Hands out what rounding down left over, one unit each, to the largest remainders. There are always more parts with a
// remainder than units left, so a weight of zero gets nothing.
template <class Number>
void hand_out(std::span<std::int64_t> parts, std::span<const Number> remainders, std::size_t left_over) {
  if (left_over == 0) return;
  Room<std::uint32_t> room(parts.size());
  const auto order = room.all();
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(left_over), order.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      return remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b;
                    });
  for (std::size_t i = 0; i < left_over; ++i) ++parts[order[i]];
}

// Cuts the magnitude in proportion, rounding down, and hands out the rest. Number holds magnitude × any weight.
template <class Number>
void split(Number magnitude, std::span<const std::int64_t> weights, Number weight_sum, std::span<std::int64_t> parts) {
  Room<Number> remainders(weights.size());
  Number left_over = magnitude;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Number product = magnitude * static_cast<Number>(weights[i]);
    const Number part = product / weight_sum;
    parts[i] = static_cast<std::int64_t>(part);
    remainders.all()[i] = product - part * weight_sum;
    left_over -= part;
  }
  hand_out<Number>(parts, remainders.all(), static_cast<std::size_t>(left_over));
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

Result<void> allocate(std::int64_t whole, std::span<const std::int64_t> weights, std::span<std::int64_t> parts) {
  KONTOR_CHECK(parts.size() == weights.size(), "there is a part for each weight");
  const bool has_negative = std::ranges::any_of(weights, [](std::int64_t weight) { return weight < 0; });
  const Wide weight_sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  if (has_negative || weight_sum == 0) {
    return Error{ErrorKind::invalid, "invalid_weights", "Weights must not be negative, and one must be positive."};
  }
  constexpr Wide kNarrow = std::numeric_limits<std::int64_t>::max();
  const Wide magnitude = whole < 0 ? -Wide(whole) : Wide(whole);
  if (weight_sum <= kNarrow && magnitude * weight_sum <= kNarrow) {
    split(static_cast<std::int64_t>(magnitude), weights, static_cast<std::int64_t>(weight_sum), parts);
  } else {
    split(magnitude, weights, weight_sum, parts);
  }
  // Without a sign, so that the smallest amount has its mirror.
  if (whole < 0) {
    for (auto& part : parts) part = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(part));
  }
  return {};
}

Result<std::vector<Money>> allocate(const Money& whole, std::span<const std::int64_t> weights) {
  std::vector<std::int64_t> amounts(weights.size());
  if (auto done = allocate(whole.amount(), weights, amounts); !done) return done.error();
  std::vector<Money> parts;
  parts.reserve(amounts.size());
  for (const auto amount : amounts) parts.emplace_back(amount, whole.currency());
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
