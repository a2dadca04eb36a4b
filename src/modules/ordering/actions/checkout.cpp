#include "modules/ordering/actions/checkout.hpp"

#include "modules/ordering/actions/commands.hpp"
#include "modules/ordering/api/events.hpp"
#include "modules/ordering/failpoints.hpp"
#include "modules/ordering/store/order_rows.hpp"
#include "modules/payment/api/card_number.hpp"

namespace kontor::ordering {

namespace {

FrozenLine frozen_line(const pricing::PricedLine& line, std::int64_t weight_grams) {
  return {.id = cart::CartLineId(line.line_id),
          .variant_id = line.variant_id,
          .sku = line.sku,
          .name = line.name,
          .quantity = line.quantity,
          .unit_price = line.unit_price,
          .total = line.total,
          .discount = line.discount,
          .tax = line.tax,
          .tax_class = line.tax_class,
          .tax_rate_ppm = line.tax_rate_ppm,
          .weight_grams = weight_grams};
}

std::int64_t weight_of(const cart::CheckoutCart& cart, const Uuid& line) {
  for (const auto& one : cart.lines) {
    if (one.id.uuid() == line) return one.weight_grams;
  }
  return 0;
}

personal::Person person_of(const Basis& basis) {
  return basis.user_id ? personal::Person::user(*basis.user_id) : personal::Person::guest(basis.email);
}

OrderPlaced placed(const SagaRecord& record, const Basis& basis, personal::Sealed email, Timestamp at) {
  OrderPlaced news{.order_id = record.id,
                   .number = record.number,
                   .user_id = record.user_id,
                   .email = std::move(email),
                   .lines = {},
                   .totals = basis.frozen.totals,
                   .placed_at = at};
  for (const auto& line : basis.frozen.lines) {
    news.lines.push_back(
        {line.id.uuid(), line.variant_id, line.sku, line.name, line.quantity, line.unit_price, line.total});
  }
  return news;
}

}  // namespace

Basis basis_of(const cart::CheckoutCart& cart) {
  Basis basis{.cart_id = cart.id,
              .user_id = cart.user_id,
              .token_digest = cart.token_digest,
              .email = cart.email,
              .frozen = {.lines = {},
                         .shipping_address = cart.shipping_address,
                         .billing_address = cart.billing_address,
                         .shipping_option = {cart.shipping_option.id, cart.shipping_option.name,
                                             cart.shipping_option.delivery_estimate.text},
                         .shipping = cart.basket.shipping,
                         .totals = cart.basket.totals,
                         .adjustments = cart.basket.adjustments,
                         .claims = cart.basket.claims,
                         .buyer_key = cart.buyer_key,
                         .note = cart.note,
                         .cart_version = cart.version}};
  for (const auto& line : cart.basket.lines) {
    basis.frozen.lines.push_back(frozen_line(line, weight_of(cart, line.line_id)));
  }
  return basis;
}

Result<Basis> Checkout::read(const cart::CartId& cart, const cart::Opener& opener,
                             const std::optional<PaymentChoice>& payment) const {
  const auto ready = parts_.carts.checkout(cart, opener);
  if (!ready) return ready.error();
  if (auto good = check_payment(ready->basket.totals.total, payment); !good) return std::move(good).error();
  return basis_of(*ready);
}

Result<void> Checkout::check_payment(const Money& total, const std::optional<PaymentChoice>& payment) const {
  if (total.is_zero()) return {};
  if (!payment) return invalid({{"/payment", "required", "must say how it is paid"}});
  if (payment::holds_card_number(payment->token)) {
    return invalid({{"/payment/token", "card_number", "looks like the number of a card, which must not be sent here"}});
  }
  if (parts_.payments.takes(payment->provider)) return {};
  return invalid({{"/payment/provider", "unknown", "is no provider that payments can be taken with here"}});
}

Result<Checkout::Placed> Checkout::place(const OrderId& id, const std::optional<http::IdempotencyKey>& key,
                                         const Result<Basis>& basis, const std::optional<PaymentChoice>& payment) {
  const auto bound = parts_.once.bind(key, parts_.database, id.uuid(), [&](db::Tx& tx) -> Result<void> {
    if (!basis) return basis.error();
    if (auto done = insert(tx, id, *basis, payment); !done) return std::move(done).error();
    pass(kPlaced);
    return {};
  });
  if (!bound) return bound.error();
  if (bound->is_new) pass(kPlacedForGood);
  return Placed{OrderId(bound->resource), bound->is_new};
}

Result<void> Checkout::insert(db::Tx& tx, const OrderId& id, const Basis& basis,
                              const std::optional<PaymentChoice>& payment) {
  const bool is_free = basis.frozen.totals.total.is_zero();
  auto first = begin(Timestamp{}, parts_.driver.rules(), basis.has_cart, !basis.frozen.claims.empty(), is_free);
  SagaRecord record{.id = id,
                    .number = {},
                    .user_id = basis.user_id,
                    .total = basis.frozen.totals.total,
                    .cart_id = basis.cart_id,
                    .payment_id = payment::PaymentId::generate(),
                    .provider = payment && !is_free ? payment->provider : "",
                    .payment_token = payment && !is_free ? payment->token : "",
                    .shipment_id = shipping::ShipmentId::generate(),
                    .shipment = std::nullopt,
                    .entries = 0,
                    .saga = first.saga,
                    .shortages = {}};
  const auto person = person_of(basis);
  const auto key = parts_.personal.keys(tx, std::span(&person, 1)).front();
  const auto address = key.seal(json::to_json(basis.frozen.shipping_address));
  const auto entries = parts_.driver.note(record, first);
  const auto inserted = order_rows::insert(tx, {.id = id,
                                                .cart_id = basis.cart_id,
                                                .has_cart = basis.has_cart,
                                                .user_id = basis.user_id,
                                                .token_digest = basis.token_digest,
                                                .email = basis.email,
                                                .frozen = basis.frozen,
                                                .shipment = shipment_command(record, basis.frozen, address),
                                                .payment_id = record.payment_id,
                                                .shipment_id = record.shipment_id,
                                                .provider = record.provider,
                                                .payment_token = record.payment_token,
                                                .saga = first.saga,
                                                .entries = entries,
                                                .number_prefix = parts_.settings.number_prefix,
                                                .gapless = parts_.settings.gapless_numbers});
  if (!inserted) return conflict("cart_changed", "This cart is being ordered, or was.");
  record.number = inserted->number;
  record.shipment = shipment_command(record, basis.frozen, address);
  if (first.saga.due_at) record.saga.due_at = inserted->placed_at + first.saga.due_at->time_since_epoch();
  parts_.driver.begin(tx, record, first, basis.frozen, inserted->placed_at);
  parts_.log.publish(tx, id.str(), placed(record, basis, key.seal(basis.email), inserted->placed_at));
  return {};
}

}  // namespace kontor::ordering
