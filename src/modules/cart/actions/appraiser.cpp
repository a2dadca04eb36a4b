#include "modules/cart/actions/appraiser.hpp"

#include <algorithm>
#include <limits>

#include "kernel/json/json.hpp"

namespace kontor::cart {

namespace {

constexpr std::chrono::minutes kQuotesLast{5};

template <class T>
json::Raw raw(const T& value) {
  return {json::to_json(value)};
}

std::optional<pricing::Destination> destination_of(const Content& content) {
  if (!content.shipping_address) return std::nullopt;
  const auto& address = *content.shipping_address;
  return pricing::Destination{address.country, address.region, address.postal_code};
}

pricing::Basket basket_of(const Content& content) {
  pricing::Basket basket;
  basket.currency = content.currency;
  for (const auto& line : content.lines) basket.lines.push_back({line.id.uuid(), line.variant_id, line.quantity});
  basket.destination = destination_of(content);
  basket.codes = content.codes;
  return basket;
}

std::vector<Uuid> articles_of(const Content& content) {
  std::vector<Uuid> ids;
  for (const auto& line : content.lines) ids.push_back(line.variant_id.uuid());
  return ids;
}

void report_price(const Content& content, const Line& line, const Money& now, std::vector<ReportedChange>& changes) {
  if (!line.unit_price || *line.unit_price == now.amount()) return;
  changes.push_back({line.id, "unit_price", raw(Money(*line.unit_price, content.currency)), raw(now)});
}

void report_problem(Line& line, std::optional<std::string> now, std::vector<ReportedChange>& changes) {
  if (line.problem == now) return;
  changes.push_back({line.id, "problem", raw(line.problem), raw(now)});
  line.problem = std::move(now);
}

// What the basket says becomes what was last shown.
void show(Content& content, Appraisal& appraisal) {
  for (auto& line : content.lines) {
    const auto priced = std::ranges::find(appraisal.basket.lines, line.id.uuid(), &pricing::PricedLine::line_id);
    if (priced != appraisal.basket.lines.end()) {
      report_problem(line, std::nullopt, appraisal.changes);
      report_price(content, line, priced->unit_price, appraisal.changes);
      line.sku = priced->sku;
      line.name = priced->name;
      line.unit_price = priced->unit_price.amount();
      continue;
    }
    const auto why = std::ranges::find(appraisal.basket.unpriced, line.id.uuid(), &pricing::UnpricedLine::line_id);
    report_problem(line, why == appraisal.basket.unpriced.end() ? "no_price" : why->reason, appraisal.changes);
  }
}

void report_option(const ChosenOption& before, const shipping::Quote& now, std::vector<ReportedChange>& changes) {
  const bool was_shown = before.quoted_at != Timestamp{};
  if (was_shown && before.price != now.price) {
    changes.push_back({std::nullopt, "shipping_price", raw(before.price), raw(now.price)});
  }
}

std::int64_t weight_of(const Content& content, const std::vector<std::int64_t>& weights) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < content.lines.size(); ++i) {
    std::int64_t line = 0;
    if (__builtin_mul_overflow(content.lines[i].quantity, weights[i], &line) ||
        __builtin_add_overflow(sum, line, &sum)) {
      return std::numeric_limits<std::int64_t>::max();
    }
  }
  return sum;
}

}  // namespace

Appraiser::Appraiser(const pricing::Pricing& pricing, const shipping::Shipping& shipping, const Goods& goods,
                     const Clock& clock)
    : pricing_(pricing), shipping_(shipping), goods_(goods), clock_(clock) {}

Result<Appraisal> Appraiser::appraise(Content& content, const Buyer& buyer, Look look) const {
  Appraisal appraisal;
  const bool has_recent = look == Look::glance && content.shipping_option && is_recent(*content.shipping_option);
  if (content.shipping_option && !has_recent) {
    if (auto done = quote_anew(content, buyer, appraisal); !done) return done.error();
  }
  auto wanted = basket_of(content);
  if (const auto& option = content.shipping_option) wanted.shipping = {option->price, option->tax_class};
  auto basket = price(std::move(wanted), buyer);
  if (!basket) return basket.error();
  appraisal.basket = *std::move(basket);
  show(content, appraisal);
  if (look == Look::checkout || content.lines.empty()) return appraisal;
  auto available = goods_.may_be_ordered(articles_of(content));
  if (!available) return available.error();
  appraisal.available = *std::move(available);
  return appraisal;
}

// Hardly any price depends on what only a query tells.
Result<pricing::PricedBasket> Appraiser::price(pricing::Basket basket, const Buyer& buyer) const {
  basket.buyer = buyer.told;
  auto priced = pricing_.price(basket);
  if (!priced || !priced->depends_on_first_order || !buyer.is_first_order) return priced;
  const auto is_first = buyer.is_first_order();
  if (!is_first) return is_first.error();
  if (*is_first == basket.buyer.first_order) return priced;
  basket.buyer.first_order = *is_first;
  return pricing_.price(basket);
}

bool Appraiser::is_recent(const ChosenOption& option) const {
  return clock_.now() - option.quoted_at < kQuotesLast;
}

Result<void> Appraiser::quote_anew(Content& content, const Buyer& buyer, Appraisal& appraisal) const {
  const auto& before = *content.shipping_option;
  const auto drop = [&] {
    appraisal.changes.push_back({std::nullopt, "shipping_option", raw(before.name), {}});
    content.shipping_option.reset();
  };
  if (!content.shipping_address) return drop(), Result<void>();
  auto weighed = weigh(content, buyer);
  if (!weighed) return weighed.error();
  auto quote = shipping_.quote(before.id, weighed->parcel);
  if (!quote && quote.error().kind == ErrorKind::not_found) return drop(), Result<void>();
  if (!quote) return quote.error();
  report_option(before, *quote, appraisal.changes);
  appraisal.weights = std::move(weighed->weights);
  const auto& estimate = quote->delivery_estimate;
  content.shipping_option = ChosenOption{.id = quote->id,
                                         .name = quote->name,
                                         .price = quote->price,
                                         .tax_class = quote->tax_class,
                                         .earliest = estimate.earliest,
                                         .latest = estimate.latest,
                                         .text = estimate.text,
                                         .quoted_at = clock_.now()};
  return {};
}

Result<std::vector<shipping::Quote>> Appraiser::options(const Content& content, const Buyer& buyer) const {
  const auto weighed = weigh(content, buyer);
  if (!weighed) return weighed.error();
  return shipping_.quotes(weighed->parcel);
}

Result<Appraiser::Weighed> Appraiser::weigh(const Content& content, const Buyer& buyer) const {
  const auto goods = price(basket_of(content), buyer);
  if (!goods) return goods.error();
  const auto value = subtract(goods->totals.items, goods->totals.discount);
  if (!value) return value.error();
  auto weights = goods_.weights(articles_of(content));
  if (!weights) return weights.error();
  const auto& address = content.shipping_address.value();
  const auto grams = weight_of(content, *weights);
  return Weighed{{address.country, address.region, address.postal_code, *value, grams}, *std::move(weights)};
}

}  // namespace kontor::cart
