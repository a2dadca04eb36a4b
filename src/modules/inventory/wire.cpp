#include "modules/inventory/wire.hpp"

namespace kontor::inventory {

namespace {

template <class To, class From, class Convert>
std::vector<To> each(std::span<const From> values, Convert convert) {
  std::vector<To> converted;
  converted.reserve(values.size());
  for (const auto& value : values) converted.push_back(convert(value));
  return converted;
}

}  // namespace

std::vector<Allocation> allocations_of(std::span<const Portion> portions) {
  return each<Allocation>(portions, [](const Portion& one) {
    return Allocation{one.variant, one.warehouse, one.quantity};
  });
}

std::vector<Portion> portions_of(std::span<const Allocation> allocations) {
  return each<Portion>(allocations, [](const Allocation& one) {
    return Portion{one.variant_id, one.warehouse_id, one.quantity};
  });
}

std::vector<Shortage> shortages_of(std::span<const Lack> lacks) {
  return each<Shortage>(lacks, [](const Lack& one) { return Shortage{one.variant, one.requested, one.available}; });
}

std::vector<Lack> lacks_of(std::span<const Shortage> shortages) {
  return each<Lack>(shortages, [](const Shortage& one) { return Lack{one.variant_id, one.requested, one.available}; });
}

std::vector<Line> lines_of(std::span<const StockLine> lines) {
  return each<Line>(lines, [](const StockLine& one) { return Line{one.variant_id, one.quantity}; });
}

}  // namespace kontor::inventory
