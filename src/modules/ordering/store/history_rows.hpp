#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "modules/ordering/order.hpp"

// Whole orders at once, with all that has become of them: for demo data.
namespace kontor::ordering::history_rows {

struct PastOrder {
  Order order;
  std::vector<TimelineEntry> entries;
};

bool is_empty(db::Tx& tx);
// The next numbers of orders, in their order.
std::vector<std::string> take_numbers(db::Tx& tx, std::size_t many);
void insert(db::Tx& tx, const std::vector<PastOrder>& orders);

}  // namespace kontor::ordering::history_rows
