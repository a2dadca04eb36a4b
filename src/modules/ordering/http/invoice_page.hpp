#pragma once

#include <string>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/ordering/order.hpp"

namespace kontor::ordering {

struct InvoiceHead {
  std::string number;
  Timestamp issued_at;
  std::string seller;  // lines parted by |
};

// A page that prints as an invoice. `invalid` where the order's sums overflow, which no order's do.
Result<std::string> invoice_page(const Order& order, const InvoiceHead& head);

}  // namespace kontor::ordering
