#include "modules/ordering/seed/history.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>

#include "modules/ordering/actions/checkout.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/store/history_rows.hpp"

namespace kontor::ordering {

namespace {

constexpr int kDays = 365;
constexpr std::size_t kChunk = 1200;  // orders of one transaction
constexpr std::size_t kTogether = 8;  // neighbours in the catalog are bought together
constexpr std::size_t kAskedAtOnce = 500;
constexpr double kBusiest = 2.2;  // in the weeks before Christmas

struct Town {
  std::string_view city;
  std::string_view postal_code;
};
constexpr std::array<Town, 6> kTowns{{{"Berlin", "10117"},
                                      {"Hamburg", "20095"},
                                      {"Köln", "50667"},
                                      {"Leipzig", "04109"},
                                      {"Bremen", "28195"},
                                      {"Kiel", "24103"}}};

struct OnSale {
  catalog::VariantId id;
  std::int64_t weight_grams = 0;
};

class History {
 public:
  History(const HistoryParts& parts, const HistoryRequest& request)
      : parts_(parts), request_(request), random_(request.number), euro_(Currency::parse("EUR").value()) {}

  Result<std::uint64_t> write() {
    if (auto known = look_up(); !known) return std::move(known).error();
    if (goods_.empty() || request_.customers.empty()) return std::uint64_t{0};
    const auto moments = when();
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
  Result<void> look_up() {
    for (std::size_t from = 0; from < request_.variants.size(); from += kAskedAtOnce) {
      const auto part = request_.variants.subspan(from, std::min(kAskedAtOnce, request_.variants.size() - from));
      const auto found = parts_.catalog.variants(part);
      if (!found) return found.error();
      for (const auto& one : *found) {
        const bool has_price =
            std::ranges::any_of(one.list_prices, [&](const Money& m) { return m.currency() == euro_; });
        if (one.published && has_price) goods_.push_back({one.id, one.weight_grams.value_or(0)});
      }
    }
    return {};
  }

  double chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  static double busyness(int days_before_end, std::chrono::sys_days end) {
    const auto day = end - std::chrono::days(days_before_end);
    const std::chrono::year_month_day date(day);
    const auto weekday = std::chrono::weekday(day).iso_encoding();
    const auto month = static_cast<unsigned>(date.month());
    double weight = 1 + 0.2 * std::sin(2 * 3.14159 * (month - 1) / 12.0);
    if (weekday >= 6) weight *= 1.4;
    if (month == 11 && static_cast<unsigned>(date.day()) > 20) weight *= kBusiest;
    if (month == 12 && static_cast<unsigned>(date.day()) < 22) weight *= kBusiest;
    return weight;
  }

  std::vector<Timestamp> when() {
    const auto end = std::chrono::floor<std::chrono::days>(request_.until);
    std::vector<double> weights;
    for (int day = kDays; day > 0; --day) weights.push_back(busyness(day, end));
    std::discrete_distribution<int> days(weights.begin(), weights.end());
    std::vector<Timestamp> moments;
    for (std::uint64_t i = 0; i < request_.orders; ++i) {
      const auto seconds = std::chrono::seconds(6 * 3600 + below(17 * 3600));
      moments.push_back(Timestamp(end - std::chrono::days(kDays - days(random_))) + seconds);
    }
    std::ranges::sort(moments);
    return moments;
  }

  // Few customers order often, most once or twice.
  std::size_t customer() {
    return static_cast<std::size_t>(std::pow(chance(), 1.6) * static_cast<double>(request_.customers.size()));
  }

  pricing::Basket basket(const postal::Address& address) {
    pricing::Basket basket;
    basket.currency = euro_;
    basket.destination = {address.country, address.region, address.postal_code};
    const auto first = static_cast<std::size_t>(std::pow(chance(), 2.0) * static_cast<double>(goods_.size()));
    const auto lines = 1 + below(4);
    for (std::size_t i = 0; i < lines; ++i) {
      const auto near = first / kTogether * kTogether + below(kTogether);
      const auto which = i == 0 ? first : chance() < 0.6 ? std::min(near, goods_.size() - 1) : below(goods_.size());
      const auto& one = goods_[which];
      const bool is_in = std::ranges::any_of(basket.lines, [&](const auto& line) { return line.variant_id == one.id; });
      if (!is_in) basket.lines.push_back({Uuid::generate(), one.id, static_cast<std::int64_t>(1 + below(10) / 8)});
    }
    return basket;
  }

  std::int64_t weight_of(const catalog::VariantId& id) const {
    const auto found = std::ranges::find(goods_, id, &OnSale::id);
    return found == goods_.end() ? 0 : found->weight_grams;
  }

  Result<cart::CheckoutCart> cart_of(std::size_t who) {
    const auto& customer = request_.customers[who];
    const auto& town = kTowns[who % kTowns.size()];
    cart::CheckoutCart cart;
    cart.id = cart::CartId::generate();
    cart.user_id = customer.user_id;
    cart.email = customer.email;
    cart.currency = euro_;
    auto& address = cart.shipping_address;
    address.first_name = customer.first_name;
    address.last_name = customer.last_name;
    address.line1 = "Marktstr. " + std::to_string(who % 90 + 1);
    address.city = town.city;
    address.postal_code = town.postal_code;
    address.country = "DE";
    cart.billing_address = address;
    auto wanted = basket(address);
    const auto goods = parts_.pricing.price(wanted);
    if (!goods) return goods.error();
    std::int64_t weight = 0;
    for (const auto& line : wanted.lines) weight += weight_of(line.variant_id) * line.quantity;
    const auto quotes =
        parts_.shipping.quotes({address.country, address.region, address.postal_code, goods->totals.items, weight});
    if (!quotes) return quotes.error();
    if (quotes->empty()) return not_found("shipping option");
    cart.shipping_option = quotes->front();
    wanted.shipping = pricing::WantedShipping{cart.shipping_option.price, cart.shipping_option.tax_class};
    auto whole = parts_.pricing.price(wanted);
    if (!whole) return std::move(whole).error();
    cart.basket = *std::move(whole);
    for (const auto& line : cart.basket.lines)
      cart.lines.push_back({cart::CartLineId(line.line_id), weight_of(line.variant_id)});
    return cart;
  }

  // The way that the order took, as signals of its neighbours.
  std::vector<std::pair<std::chrono::seconds, Signal>> way(std::int64_t total) {
    using K = SignalKind;
    using std::chrono::hours;
    using std::chrono::seconds;
    std::vector<std::pair<seconds, Signal>> all{{seconds(1), {.kind = K::cart_closed}},
                                                {seconds(1), {.kind = K::stock_reserved, .until = Timestamp::max()}}};
    if (chance() < 0.03) {
      all.push_back({seconds(2), {.kind = K::payment_failed, .code = "card_declined"}});
      all.push_back({seconds(3), {.kind = K::stock_released}});
      all.push_back({seconds(3), {.kind = K::cart_reopened}});
      return all;
    }
    all.push_back({seconds(2), {.kind = K::payment_captured, .amount = total}});
    all.push_back({seconds(3), {.kind = K::shipment_created}});
    const auto sent = hours(12 + below(36));
    all.push_back({sent, {.kind = K::shipment_dispatched}});
    all.push_back({sent + seconds(1), {.kind = K::stock_committed}});
    const auto there = sent + hours(20 + below(60));
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
      auto cart = cart_of(customer());
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
  const HistoryRequest& request_;
  std::mt19937_64 random_;
  const Currency euro_;
  std::vector<OnSale> goods_;
  std::vector<Told> news_;
};

}  // namespace

Result<std::uint64_t> seed_history(const HistoryParts& parts, const HistoryRequest& request) {
  return History(parts, request).write();
}

}  // namespace kontor::ordering
