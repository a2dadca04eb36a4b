#pragma once

#include <span>
#include <vector>

#include "modules/inventory/api/events.hpp"
#include "modules/inventory/domain/stock.hpp"

// The values of the domain as messages and columns hold them.
namespace kontor::inventory {

std::vector<Allocation> allocations_of(std::span<const Portion> portions);
std::vector<Portion> portions_of(std::span<const Allocation> allocations);
std::vector<Shortage> shortages_of(std::span<const Lack> lacks);
std::vector<Lack> lacks_of(std::span<const Shortage> shortages);
std::vector<Line> lines_of(std::span<const StockLine> lines);

}  // namespace kontor::inventory
