#include "modules/inventory/actions/bookkeeping.hpp"

#include "modules/inventory/api/events.hpp"
#include "modules/inventory/store/stock_rows.hpp"

namespace kontor::inventory {

void enter(db::Tx& tx, events::Log& log, const StockBook& book) {
  stock_rows::write(tx, book);
  for (const auto& [item, level, last, is_low, fell_low] : book.touched()) {
    const auto key = item->variant.str();
    log.publish(tx, key,
                StockLevelChanged{.variant_id = item->variant,
                                  .version = item->version + 1,
                                  .on_hand = level.on_hand,
                                  .reserved = level.reserved,
                                  .available = level.available,
                                  .reason = std::string(to_string(last))});
    if (fell_low) log.publish(tx, key, LowStock{item->variant, level.available, *item->policy.low_at});
  }
}

}  // namespace kontor::inventory
