#include "modules/ordering/actions/views.hpp"

#include "modules/identity/api/events.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/store/view_rows.hpp"

namespace kontor::ordering {

namespace {

// Lists may be so much behind; under load most of what comes in is handled together.
constexpr std::chrono::milliseconds kGathering{50};

Result<void> show(db::Tx& tx, const OrderPlaced& placed, const personal::PersonalData& personal) {
  const auto opened = personal.open_all(tx, std::span(&placed.email, 1));
  OrderSummary order{.id = placed.order_id,
                     .number = placed.number,
                     .status = OrderStatus::pending,
                     .status_reason = std::nullopt,
                     .email = opened.front(),
                     .user_id = placed.user_id,
                     .total = placed.totals.total,
                     .units = 0,
                     .skus = {},
                     .placed_at = placed.placed_at};
  for (const auto& line : placed.lines) {
    order.units += line.quantity;
    order.skus.push_back(line.sku);
  }
  view_rows::insert(tx, order);
  return {};
}

template <OrderStatus kStatus, class M>
Result<void> set(db::Tx& tx, const M& message, const events::Event&) {
  view_rows::set_status(tx, message.order_id, kStatus, std::nullopt);
  return {};
}

}  // namespace

events::Group order_views(db::Database database, personal::PersonalData personal) {
  using events::Event;
  return events::Group("ordering-views", std::move(database))
      .on<OrderPlaced>(
          [personal](db::Tx& tx, const OrderPlaced& placed, const Event&) { return show(tx, placed, personal); })
      .on<OrderConfirmed>(&set<OrderStatus::confirmed, OrderConfirmed>)
      .on<OrderDispatched>(&set<OrderStatus::dispatched, OrderDispatched>)
      .on<OrderDelivered>(&set<OrderStatus::delivered, OrderDelivered>)
      .on<OrderCompleted>(&set<OrderStatus::completed, OrderCompleted>)
      .on<OrderCancelled>([](db::Tx& tx, const OrderCancelled& cancelled, const Event&) -> Result<void> {
        view_rows::set_status(tx, cancelled.order_id, OrderStatus::cancelled, cancelled.reason);
        return {};
      })
      .on<identity::UserErased>([](db::Tx& tx, const identity::UserErased& erased, const Event&) -> Result<void> {
        view_rows::forget(tx, erased.user_id.uuid());
        return {};
      })
      .rebuildable([](db::Tx& tx) { view_rows::clear(tx); })
      .gathers(kGathering)
      .relaxed();
}

}  // namespace kontor::ordering
