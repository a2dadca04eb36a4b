#include "modules/ordering/seed/shoppers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kontor::ordering {

namespace {

constexpr int kDays = 365;
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

double busyness(int days_before_end, std::chrono::sys_days end) {
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

}  // namespace

Shoppers::Shoppers(const HistoryParts& parts, const HistoryRequest& request)
    : parts_(parts), request_(request), random_(request.number), euro_(Currency::parse("EUR").value()) {}

double Shoppers::chance() {
  return std::uniform_real_distribution<double>(0, 1)(random_);
}

std::size_t Shoppers::below(std::size_t bound) {
  return static_cast<std::size_t>(random_() % bound);
}

Result<void> Shoppers::look_around() {
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

std::vector<Timestamp> Shoppers::moments() {
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
std::size_t Shoppers::customer() {
  return static_cast<std::size_t>(std::pow(chance(), 1.6) * static_cast<double>(request_.customers.size()));
}

pricing::Basket Shoppers::basket(const postal::Address& address) {
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

std::int64_t Shoppers::weight_of(const catalog::VariantId& id) const {
  const auto found = std::ranges::find(goods_, id, &OnSale::id);
  return found == goods_.end() ? 0 : found->weight_grams;
}

Result<cart::CheckoutCart> Shoppers::next_cart() {
  const auto who = customer();
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

}  // namespace kontor::ordering
