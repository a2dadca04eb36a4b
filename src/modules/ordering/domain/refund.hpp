#pragma once

#include <cstdint>

#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"

namespace kontor::ordering {

// A line of an order, of which some pieces came back.
struct ReturnedPart {
  Money total;
  Money discount;
  Money tax;
  std::int64_t ordered = 0;
  std::int64_t before = 0;  // pieces that came back earlier
  std::int64_t pieces = 0;  // that come back now
};

// What goes back for it: the pieces' part of what was paid for the line. Whoever sends all pieces back, in however many
// parcels, gets all of it back, to the cent. `invalid` for more pieces than are left.
Result<Money> refund_for(const ReturnedPart& part, bool tax_included);

}  // namespace kontor::ordering
