#include "modules/cart/http/views.hpp"

#include <algorithm>

#include "modules/identity/api/identity.hpp"

namespace kontor::cart {

namespace {

CartStatus status_of(const KeptCart& cart) {
  return cart.merged_into ? CartStatus::merged : cart.closed ? CartStatus::closed : CartStatus::open;
}

CartLineView view_of(const Line& line, const Currency& currency, const pricing::PricedBasket& basket) {
  const Money nothing(0, currency);
  CartLineView view{.id = line.id,
                    .variant_id = line.variant_id,
                    .sku = line.sku,
                    .name = line.name,
                    .quantity = line.quantity,
                    .unit_price = Money(line.unit_price.value_or(0), currency),
                    .compare_at_price = std::nullopt,
                    .total = nothing,
                    .discount = nothing,
                    .tax = nothing,
                    .available = 0,
                    .problem = line.problem};
  const auto priced = std::ranges::find(basket.lines, line.id.uuid(), &pricing::PricedLine::line_id);
  if (priced == basket.lines.end()) return view;
  view.compare_at_price = priced->compare_at_price;
  view.total = priced->total;
  view.discount = priced->discount;
  view.tax = priced->tax;
  return view;
}

std::vector<CartLineView> lines_of(const Plan& plan) {
  std::vector<CartLineView> lines;
  const auto& content = plan.cart.content;
  for (std::size_t i = 0; i < content.lines.size(); ++i) {
    lines.push_back(view_of(content.lines[i], content.currency, plan.appraisal.basket));
    if (!lines.back().problem) lines.back().available = plan.appraisal.available.at(i);
  }
  return lines;
}

std::optional<ShippingOptionView> option_of(const Content& content) {
  if (!content.shipping_option) return std::nullopt;
  const auto& option = *content.shipping_option;
  return ShippingOptionView{option.id, option.name, option.price, {option.earliest, option.latest, option.text}};
}

std::optional<MergeView> view_of(const std::optional<MergeReport>& report) {
  if (!report) return std::nullopt;
  MergeView view{report->from, {}, report->codes_left_out};
  for (const auto& line : report->lines) {
    view.lines.push_back({line.variant_id, line.before, line.added, line.quantity, line.capped});
  }
  return view;
}

}  // namespace

void CartLineView::rules(json::Rules<CartLineView>& rule) {
  rule(&CartLineView::unit_price).doc("After price lists and tiers; as it was last known where there is a problem");
  rule(&CartLineView::compare_at_price).doc("What it would cost otherwise");
  rule(&CartLineView::total).doc("Unit price × quantity, before discounts");
  rule(&CartLineView::discount).doc("This line's part of all discounts");
  rule(&CartLineView::available).doc("How many may be ordered at this moment");
  rule(&CartLineView::problem)
      .doc("Why it cannot be bought: unknown_variant, not_published, no_price. It counts for nothing then");
}

void CartChangeView::rules(json::Rules<CartChangeView>& rule) {
  rule(&CartChangeView::line_id).doc("None: it is about the whole cart");
  rule(&CartChangeView::field).doc("unit_price, problem, shipping_option, shipping_price");
}

void MergeView::rules(json::Rules<MergeView>& rule) {
  rule(&MergeView::from).doc("The cart that was merged into this one");
  rule(&MergeView::codes_left_out).doc("Promotion codes for which there was no room");
}

void CartView::rules(json::Rules<CartView>& rule) {
  rule(&CartView::token).doc("What opens a guest's cart, as X-Cart-Token; shown once, when the cart is made");
  rule(&CartView::status).doc("closed: it is being ordered, or was");
  rule(&CartView::adjustments).doc("Why the totals are what they are, to the cent");
  rule(&CartView::changes).doc("What is another than when it was last shown, and not by a change of the cart");
  rule(&CartView::merged).doc("What came of the lines of a cart that was merged into this one").omit_empty();
  rule(&CartView::version).doc("Also the ETag; send it as If-Match to change this version or none");
}

void ListedCartView::rules(json::Rules<ListedCartView>& rule) {
  rule(&ListedCartView::user_id).doc("None: a guest's");
  rule(&ListedCartView::items).doc("What the lines cost when they were last shown");
}

CartView view_of(const Plan& plan) {
  const auto& [id, user, digest, content, version, closed, merged_into, report, first_order] = plan.cart;
  CartView view{.id = id,
                .token = std::nullopt,
                .status = status_of(plan.cart),
                .merged_into = merged_into,
                .currency = content.currency,
                .email = content.email,
                .note = content.note,
                .lines = lines_of(plan),
                .shipping_address = content.shipping_address,
                .billing_address = content.billing_address,
                .shipping_option = option_of(content),
                .promotions = plan.appraisal.basket.codes,
                .totals = plan.appraisal.basket.totals,
                .adjustments = plan.appraisal.basket.adjustments,
                .changes = {},
                .merged = view_of(plan.merged),
                .version = version};
  for (const auto& [line_id, field, before, after] : plan.appraisal.changes) {
    view.changes.push_back({line_id, field, before, after});
  }
  return view;
}

ShippingOptionView view_of(const shipping::Quote& quote) {
  return {quote.id, quote.name, quote.price, quote.delivery_estimate};
}

ListedCartView view_of(const carts::Listed& listed) {
  const auto& cart = listed.cart;
  ListedCartView view{.id = cart.id,
                      .user_id = std::nullopt,
                      .status = status_of(cart),
                      .email = cart.content.email,
                      .lines = static_cast<std::int64_t>(cart.content.lines.size()),
                      .items = shown_value(cart.content),
                      .touched_at = listed.touched_at};
  if (cart.user_id) view.user_id = identity::UserId(*cart.user_id).str();
  return view;
}

}  // namespace kontor::cart
