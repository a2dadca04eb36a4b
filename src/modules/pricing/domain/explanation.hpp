#pragma once

#include <vector>

#include "modules/pricing/domain/bill.hpp"

namespace kontor::pricing {

// Why it costs what it costs: prices that are not the catalog's, discounts, taxes, in this order.
std::vector<Adjustment> explain(const Bill& bill);

// What became of each code that was asked for, in their order.
std::vector<CodeVerdict> verdicts_of(const Bill& bill);

}  // namespace kontor::pricing
