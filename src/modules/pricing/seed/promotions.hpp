#pragma once

#include <string>
#include <vector>

#include "modules/pricing/domain/promotion.hpp"

namespace kontor::pricing::seed {

// A promotion without an id, and its codes.
struct Offer {
  Promotion promotion;
  std::vector<std::string> codes;
};
std::vector<Offer> offers();

}  // namespace kontor::pricing::seed
