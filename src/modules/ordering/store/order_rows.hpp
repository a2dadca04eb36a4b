#pragma once

#include <optional>
#include <string>

#include "kernel/db/database.hpp"
#include "modules/ordering/order.hpp"
#include "modules/ordering/store/saga_rows.hpp"

// ordering.placed_order, with the saga that stands beside it.
namespace kontor::ordering::order_rows {

struct NewOrder {
  OrderId id;
  cart::CartId cart_id;
  bool has_cart = true;
  std::optional<Uuid> user_id;
  std::optional<crypto::Digest> token_digest;
  std::string email;
  const FrozenOrder& frozen;
  std::string shipment;  // shipping's command as JSON; its number is written by insert()
  payment::PaymentId payment_id;
  shipping::ShipmentId shipment_id;
  std::string provider;
  std::string payment_token;
  const Saga& saga;  // its due_at is counted from the beginning of time
  std::span<const saga_rows::NewEntry> entries;
  std::string number_prefix;
  bool gapless = false;
};
struct Inserted {
  std::string number;
  Timestamp placed_at;
};
// nullopt: the cart is being ordered, or was.
std::optional<Inserted> insert(db::Tx& tx, const NewOrder& order);

Result<std::optional<Order>> find(const db::Database& database, const OrderId& id);
std::optional<Order> find(db::Tx& tx, const OrderId& id);

// Its invoice's number, which it gets with the first call.
std::string issue_invoice(db::Tx& tx, const OrderId& id, std::string_view prefix);
struct Invoice {
  std::string number;
  Timestamp issued_at;
};
std::optional<Invoice> invoice_of(db::Tx& tx, const OrderId& id);

Result<void> check(const db::Database& database);

}  // namespace kontor::ordering::order_rows
