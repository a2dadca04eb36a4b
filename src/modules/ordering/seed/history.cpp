#include "modules/ordering/seed/history.hpp"

#include <algorithm>
#include <map>

#include "modules/ordering/actions/checkout.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/seed/shoppers.hpp"
#include "modules/ordering/store/history_rows.hpp"

namespace kontor::ordering {

namespace {

constexpr std::size_t kChunk = 1200;  // orders of one transaction

class History {
 public:
  History(const HistoryParts& parts, const HistoryRequest& request) : parts_(parts), shoppers_(parts, request) {}

  Result<std::uint64_t> write() {
    if (auto known = shoppers_.look_around(); !known) return std::move(known).error();
    if (shoppers_.buy_nothing()) return std::uint64_t{0};
    const auto moments = shoppers_.moments();
    std::uint64_t made = 0;
    for (std::size_t from = 0; from < moments.size(); from += kChunk) {
      const auto part = std::span(moments).subspan(from, std::min(kChunk, moments.size() - from));
      const auto written = write_part(part, from == 0);
      if (!written) return written.error();
      if (*written == 0) break;
      made += *written;
    }
    return made;
  }

 private:
  // The way that the order took, as signals of its neighbours.
  std::vector<std::pair<std::chrono::seconds, Signal>> way(std::int64_t total) {
    using K = SignalKind;
    using std::chrono::hours;
    using std::chrono::seconds;
    std::vector<std::pair<seconds, Signal>> all{{seconds(1), {.kind = K::cart_closed}},
                                                {seconds(1), {.kind = K::stock_reserved, .until = Timestamp::max()}}};
    if (shoppers_.chance() < 0.03) {
      all.push_back({seconds(2), {.kind = K::payment_failed, .code = "card_declined"}});
      all.push_back({seconds(3), {.kind = K::stock_released}});
      all.push_back({seconds(3), {.kind = K::cart_reopened}});
      return all;
    }
    all.push_back({seconds(2), {.kind = K::payment_captured, .amount = total}});
    all.push_back({seconds(3), {.kind = K::shipment_created}});
    const auto sent = hours(12 + shoppers_.below(36));
    all.push_back({sent, {.kind = K::shipment_dispatched}});
    all.push_back({sent + seconds(1), {.kind = K::stock_committed}});
    const auto there = sent + hours(20 + shoppers_.below(60));
    all.push_back({there, {.kind = K::shipment_delivered}});
    all.push_back({there + parts_.rules.complete_after, {.kind = K::timeout}});
    return all;
  }

  history_rows::PastOrder past_order(const cart::CheckoutCart& cart, Timestamp at, std::string number) {
    auto basis = basis_of(cart);
    history_rows::PastOrder past{};
    auto& order = past.order;
    order.email = cart.email;
    order.frozen = std::move(basis.frozen);
    order.placed_at = at;
    auto& record = order.record;
    record.id = OrderId::generate();
    record.number = std::move(number);
    record.user_id = cart.user_id;
    record.total = order.frozen.totals.total;
    record.cart_id = cart.id;
    record.payment_id = payment::PaymentId::generate();
    record.provider = "history";
    record.shipment_id = shipping::ShipmentId::generate();
    auto move = begin(at, parts_.rules, true, false, false);
    take(past, move, at);
    for (const auto& [after, signal] : way(record.total.amount())) {
      move = advance(record.saga, signal, at + after, parts_.rules);
      take(past, move, at + after);
    }
    return past;
  }

  void take(history_rows::PastOrder& past, const Move& move, Timestamp at) {
    auto& record = past.order.record;
    record.saga = move.saga;
    for (const auto& note : move.notes) {
      past.entries.push_back({.seq = ++record.entries, .at = at, .type = note.type, .text = note.text, .actor = {}});
    }
    for (const auto news : move.news) {
      if (const auto event = event_of(past, news)) news_.push_back({record.id.str(), event->first, event->second, at});
    }
  }

  std::optional<std::pair<const events::MessageType*, std::string>> event_of(const history_rows::PastOrder& past,
                                                                             News news) const {
    const auto& record = past.order.record;
    const auto as = [](const auto& message) {
      return std::pair(&std::decay_t<decltype(message)>::kMessage, json::to_json(message));
    };
    switch (news) {
      case News::confirmed:
        return as(OrderConfirmed{record.id, record.number, std::nullopt});
      case News::cancelled:
        return as(OrderCancelled{record.id, record.number, record.saga.reason, std::nullopt});
      case News::dispatched:
        return as(OrderDispatched{record.id, record.number, std::nullopt, std::nullopt});
      case News::delivered:
        return as(OrderDelivered{record.id, record.number, std::nullopt});
      case News::completed:
        return as(OrderCompleted{record.id, record.number, std::nullopt});
      default:
        return std::nullopt;
    }
  }

  OrderPlaced placed_event(const history_rows::PastOrder& past, personal::Sealed email) const {
    const auto& order = past.order;
    OrderPlaced news{order.record.id,     order.record.number, order.record.user_id, std::move(email), {},
                     order.frozen.totals, order.placed_at};
    for (const auto& line : order.frozen.lines) {
      news.lines.push_back(
          {line.id.uuid(), line.variant_id, line.sku, line.name, line.quantity, line.unit_price, line.total});
    }
    return news;
  }

  struct Told {
    std::string key;
    const events::MessageType* type;
    std::string payload;
    Timestamp at;
  };

  void append(db::Tx& tx, const Told& told) {
    parts_.log.append(tx, {.topic = told.type->topic,
                           .aggregatetype = std::string(told.type->aggregate),
                           .aggregateid = told.key,
                           .type = std::string(told.type->name),
                           .version = told.type->version,
                           .payload = told.payload,
                           .time = told.at});
  }

  // Prices come from memory and shipping, so the orders are made before the transaction begins.
  Result<std::uint64_t> write_part(std::span<const Timestamp> moments, bool is_first) {
    std::vector<std::pair<cart::CheckoutCart, Timestamp>> carts;
    for (const auto at : moments) {
      auto cart = shoppers_.next_cart();
      if (!cart && cart.error().kind == ErrorKind::not_found) continue;  // too heavy to be sent at all
      if (!cart) return std::move(cart).error();
      if (cart->basket.unpriced.empty() && !cart->basket.totals.total.is_zero())
        carts.emplace_back(*std::move(cart), at);
    }
    auto database = parts_.database;
    return database.transact([&](db::Tx& tx) -> Result<std::uint64_t> {
      tx.be_patient(std::chrono::minutes(2));
      if (is_first && !history_rows::is_empty(tx)) return std::uint64_t{0};
      return write_orders(tx, carts);
    });
  }

  Result<std::uint64_t> write_orders(db::Tx& tx, const std::vector<std::pair<cart::CheckoutCart, Timestamp>>& carts) {
    news_.clear();
    const auto numbers = history_rows::take_numbers(tx, carts.size());
    std::vector<history_rows::PastOrder> orders;
    std::vector<personal::Person> persons;
    std::map<Uuid, std::size_t> person_of_user;
    for (std::size_t i = 0; i < carts.size(); ++i) {
      orders.push_back(past_order(carts[i].first, carts[i].second, numbers[i]));
      const auto& user = carts[i].first.user_id.value();
      if (person_of_user.try_emplace(user, persons.size()).second) persons.push_back(personal::Person::user(user));
    }
    const auto keys = parts_.personal.keys(tx, persons);
    history_rows::insert(tx, orders);
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const auto& order = orders[i].order;
      append(tx, {order.record.id.str(), &OrderPlaced::kMessage,
                  json::to_json(
                      placed_event(orders[i], keys[person_of_user.at(order.record.user_id.value())].seal(order.email))),
                  order.placed_at});
    }
    for (const auto& told : news_) append(tx, told);
    return std::uint64_t{orders.size()};
  }

  const HistoryParts& parts_;
  Shoppers shoppers_;
  std::vector<Told> news_;
};

}  // namespace

Result<std::uint64_t> seed_history(const HistoryParts& parts, const HistoryRequest& request) {
  return History(parts, request).write();
}

}  // namespace kontor::ordering
