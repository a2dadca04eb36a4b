#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/pricing/domain/discounts.hpp"
#include "modules/pricing/domain/goods.hpp"
#include "modules/pricing/domain/rulebook.hpp"

namespace kontor::pricing {

inline constexpr std::size_t kMostLines = 500;
inline constexpr std::size_t kMostCodes = 20;
inline constexpr std::int64_t kMostPieces = 1'000'000;  // of one line

// All that a price depends on beside the basket.
struct Facts {
  const Rulebook& rulebook;
  std::span<const Goods* const> goods;  // of each line; nullptr: there are no such goods
  std::span<const AskedCode> codes;     // of each code
  std::span<const Left> left;           // of each promotion, by its number; empty: nothing is limited
  Timestamp now;
};

// What cannot be priced at all, with pointers into the basket.
Result<void> check_basket(const Basket& basket, const Rulebook& rulebook);

// The one function that knows what a basket costs. It only computes: the same for the same facts, whatever the order of
// the lines. The basket is sound as of check_basket; `invalid` with code amount_overflow where it costs more than there
// is money.
Result<PricedBasket> reckon(const Basket& basket, const Facts& facts);

}  // namespace kontor::pricing
