#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/postal/address.hpp"
#include "modules/cart/api/cart.hpp"
#include "modules/catalog/api/catalog.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/ordering/api/ordering.hpp"
#include "modules/ordering/domain/saga.hpp"
#include "modules/payment/api/payment.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

namespace kontor::ordering {

struct FrozenLine {
  cart::CartLineId id;
  catalog::VariantId variant_id;
  std::string sku;
  std::string name;
  std::int64_t quantity = 0;
  Money unit_price;
  Money total;
  Money discount;
  Money tax;
  std::string tax_class;
  std::int64_t tax_rate_ppm = 0;
  std::int64_t weight_grams = 0;  // of one
};
KONTOR_DESCRIBE(FrozenLine, id, variant_id, sku, name, quantity, unit_price, total, discount, tax, tax_class,
                tax_rate_ppm, weight_grams)

struct ChosenShipping {
  shipping::ShippingMethodId id;
  std::string name;
  std::string delivery_estimate;
};
KONTOR_DESCRIBE(ChosenShipping, id, name, delivery_estimate)

// What the customer agreed to. Never changed.
struct FrozenOrder {
  std::vector<FrozenLine> lines;
  postal::Address shipping_address;
  postal::Address billing_address;
  ChosenShipping shipping_option;
  std::optional<pricing::PricedShipping> shipping;
  pricing::Totals totals;
  std::vector<pricing::Adjustment> adjustments;
  std::vector<pricing::Claim> claims;
  std::optional<std::string> buyer_key;
  std::optional<std::string> note;
  std::int64_t cart_version = 0;
};
KONTOR_DESCRIBE(FrozenOrder, lines, shipping_address, billing_address, shipping_option, shipping, totals, adjustments,
                claims, buyer_key, note, cart_version)

// Beside the saga, what its commands need: everything but the goods.
struct SagaRecord {
  OrderId id;
  std::string number;
  std::optional<Uuid> user_id;
  Money total;
  cart::CartId cart_id;
  payment::PaymentId payment_id;
  std::string provider;
  std::string payment_token;
  shipping::ShipmentId shipment_id;
  std::optional<std::string> shipment;  // shipping's command as JSON, where the next step may need it
  std::int64_t entries = 0;             // of the timeline
  Saga saga;
  std::vector<inventory::Shortage> shortages;
};

struct Order {
  SagaRecord record;
  std::string email;
  std::optional<crypto::Digest> token_digest;
  FrozenOrder frozen;
  Timestamp placed_at;
  std::int64_t version = 0;
};

struct TimelineEntry {
  std::int64_t seq = 0;
  Timestamp at;
  std::string type;
  std::string text;
  std::optional<std::string> actor;
  bool is_internal = false;
};

}  // namespace kontor::ordering
