#pragma once

#include <vector>

#include "modules/shipping/domain/estimate.hpp"
#include "modules/shipping/domain/method.hpp"
#include "modules/shipping/domain/zone.hpp"

namespace kontor::shipping {

// All zones, and the methods that can be chosen.
struct RateBook {
  std::vector<Zone> zones;
  std::vector<Method> methods;

  // The cheapest first; of one price by their position, then the older.
  std::vector<Quote> quotes(const WorkingTimes& times, const Parcel& parcel, Timestamp now) const;
};

}  // namespace kontor::shipping
