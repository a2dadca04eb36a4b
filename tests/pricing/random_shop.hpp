#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "modules/pricing/domain/reckoning.hpp"

namespace kontor::pricing::test {

// Every currency that there is.
std::vector<Currency> all_currencies();

// A shop and a basket as nobody would think of them; the same number makes the same.
class RandomShop {
 public:
  explicit RandomShop(std::uint64_t number, const Currency& currency);

  Facts facts(const Rulebook& rulebook) const;

  Rulebook::Rules rules;
  Basket basket;
  std::vector<Goods> goods;  // of each line
  std::vector<AskedCode> codes;

 private:
  std::int64_t draw(std::int64_t least, std::int64_t most);
  bool chance(int percent) { return draw(1, 100) <= percent; }
  Money amount(std::int64_t most) { return {draw(1, most), basket.currency}; }
  void add_zone();
  void add_line(std::uint64_t number);
  void add_promotion(std::uint64_t number);
  PromotionTerms terms();

  std::mt19937_64 random_;
  mutable std::vector<const Goods*> shelf_;
};

}  // namespace kontor::pricing::test
