#pragma once

#include <string>
#include <vector>

#include "modules/pricing/domain/reckoning.hpp"

namespace kontor::pricing::test {

// One paragraph of examples.txt.
struct Example {
  std::string title;
  Basket basket;
  Rulebook::Rules rules;
  std::vector<Goods> goods;  // of each line
  std::string expected;      // "items 19.99 discount 0.00 …"
};
std::vector<Example> read_examples(const std::string& path);

// "items 19.99 discount 0.00 shipping 0.00 tax 3.19 total 19.99"
std::string shown(const Totals& totals);

}  // namespace kontor::pricing::test
