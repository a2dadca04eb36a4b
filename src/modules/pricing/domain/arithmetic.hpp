#pragma once

#include <cstdint>

// Parts of amounts as the house rounds them (kernel/core/money ratio), for amounts that are never negative and inner
// loops that have no use for an Error.
namespace kontor::pricing {

// Beyond this no basket is priced: so sums of sums stay exact, here and in every client's double.
inline constexpr std::int64_t kLargestAmount = std::int64_t{1} << 53;

// amount × numerator / denominator, half away from zero; none is negative, and the denominator is not 0.
inline std::int64_t part_of(std::int64_t amount, std::int64_t numerator, std::int64_t denominator) {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(amount, numerator, &product) && product <= INT64_MAX - denominator) {
    return (product + denominator / 2) / denominator;
  }
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>((Wide(amount) * numerator + denominator / 2) / denominator);
}

}  // namespace kontor::pricing
