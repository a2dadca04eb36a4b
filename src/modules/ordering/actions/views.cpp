#include "modules/ordering/actions/views.hpp"

#include <algorithm>
#include <map>

#include "kernel/json/json.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/store/view_rows.hpp"

namespace kontor::ordering {

namespace {

// Lists may be so much behind; what comes meanwhile is handled together, an order with what became of it at once.
constexpr std::chrono::milliseconds kGathering{200};

// What a batch makes of the lists: rows that are new, and others that change.
class Listing {
 public:
  Result<void> read(const events::Event& event) {
    const auto is = [&](const events::MessageType& type) { return event.type == type.name; };
    if (is(OrderPlaced::kMessage)) return with<OrderPlaced>(event);
    if (is(OrderConfirmed::kMessage)) return with<OrderConfirmed>(event);
    if (is(OrderDispatched::kMessage)) return with<OrderDispatched>(event);
    if (is(OrderDelivered::kMessage)) return with<OrderDelivered>(event);
    if (is(OrderCompleted::kMessage)) return with<OrderCompleted>(event);
    return with<OrderCancelled>(event);
  }

  void write(db::Tx& tx, const personal::PersonalData& personal) {
    const auto opened = personal.open_all(tx, emails_);
    for (std::size_t i = 0; i < fresh_.size(); ++i) fresh_[i].email = opened[i];
    view_rows::insert(tx, fresh_);
    view_rows::set_status(tx, changes_);
  }

 private:
  template <class M>
  Result<void> with(const events::Event& event) {
    const auto message = json::read<M>(event.payload, {.unknown = json::Unknown::ignore});
    if (!message) return message.error();
    add(*message);
    return {};
  }

  void add(const OrderPlaced& placed) {
    OrderSummary order{.id = placed.order_id,
                       .number = placed.number,
                       .status = OrderStatus::pending,
                       .status_reason = std::nullopt,
                       .email = std::nullopt,
                       .user_id = placed.user_id,
                       .total = placed.totals.total,
                       .units = 0,
                       .skus = {},
                       .placed_at = placed.placed_at};
    for (const auto& line : placed.lines) {
      order.units += line.quantity;
      order.skus.push_back(line.sku);
    }
    fresh_.push_back(std::move(order));
    emails_.push_back(placed.email);
  }
  void add(const OrderConfirmed& news) { becomes(news.order_id, OrderStatus::confirmed); }
  void add(const OrderDispatched& news) { becomes(news.order_id, OrderStatus::dispatched); }
  void add(const OrderDelivered& news) { becomes(news.order_id, OrderStatus::delivered); }
  void add(const OrderCompleted& news) { becomes(news.order_id, OrderStatus::completed); }
  void add(const OrderCancelled& news) { becomes(news.order_id, OrderStatus::cancelled, news.reason); }

  void becomes(const OrderId& id, OrderStatus status, std::optional<std::string> reason = {}) {
    const auto own = std::ranges::find(fresh_, id, &OrderSummary::id);
    if (own == fresh_.end()) {
      changes_.insert_or_assign(id, view_rows::Change{status, std::move(reason)});
    } else {
      own->status = status;
      own->status_reason = std::move(reason);
    }
  }

  std::vector<OrderSummary> fresh_;
  std::vector<personal::Sealed> emails_;  // of each of them
  std::map<OrderId, view_rows::Change> changes_;
};

}  // namespace

events::Group order_views(db::Database database, personal::PersonalData personal) {
  return events::Group("ordering-views", std::move(database))
      .on_batch({OrderPlaced::kMessage, OrderConfirmed::kMessage, OrderDispatched::kMessage, OrderDelivered::kMessage,
                 OrderCompleted::kMessage, OrderCancelled::kMessage},
                [personal](db::Tx& tx, events::Group::Batch batch) -> Result<void> {
                  Listing listing;
                  for (const auto& event : batch) {
                    if (auto read = listing.read(event); !read) return read;
                  }
                  listing.write(tx, personal);
                  return {};
                })
      .on<identity::UserErased>(
          [](db::Tx& tx, const identity::UserErased& erased, const events::Event&) -> Result<void> {
            view_rows::forget(tx, erased.user_id.uuid());
            return {};
          })
      .rebuildable([](db::Tx& tx) { view_rows::clear(tx); })
      .gathers(kGathering)
      .relaxed();
}

}  // namespace kontor::ordering
