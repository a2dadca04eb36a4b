#pragma once

#include <optional>
#include <string>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/http/idempotency_key.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/cart/api/cart.hpp"
#include "modules/ordering/actions/saga_driver.hpp"
#include "modules/ordering/settings.hpp"
#include "modules/payment/api/payment.hpp"

namespace kontor::ordering {

struct PaymentChoice {
  std::string provider;
  std::string token;
};

// A cart, or a draft, that is ready to become an order.
struct Basis {
  cart::CartId cart_id;
  bool has_cart = true;
  std::optional<Uuid> user_id;
  std::optional<crypto::Digest> token_digest;
  std::string email;
  FrozenOrder frozen;
};
Basis basis_of(const cart::CheckoutCart& cart);

// Makes orders. In one transaction: the key, the order with its saga, its first commands and order_placed; the rest is
// the saga's.
class Checkout {
 public:
  struct Parts {
    const OrderingSettings& settings;
    db::Database database;
    events::Log& log;
    idempotency::Once& once;
    personal::PersonalData personal;
    const cart::Carts& carts;
    const payment::Payments& payments;
    SagaDriver& driver;
  };
  explicit Checkout(Parts parts) : parts_(std::move(parts)) {}

  // The cart as an order's basis. Errors of Carts::checkout, and what is wrong with the payment. Outside of any
  // transaction; blocks for the neighbours.
  Result<Basis> read(const cart::CartId& cart, const cart::Opener& opener,
                     const std::optional<PaymentChoice>& payment) const;

  struct Placed {
    OrderId id;
    bool is_new = false;
  };
  // `id` becomes the order's, unless the key stands for another already: that one is answered whatever has become of
  // the cart. `conflict` with code cart_changed; errors of Once, and that of `basis`. Blocks.
  Result<Placed> place(const OrderId& id, const std::optional<http::IdempotencyKey>& key, const Result<Basis>& basis,
                       const std::optional<PaymentChoice>& payment);
  // In a transaction of the caller's.
  Result<void> insert(db::Tx& tx, const OrderId& id, const Basis& basis, const std::optional<PaymentChoice>& payment);

  Result<void> check_payment(const Money& total, const std::optional<PaymentChoice>& payment) const;

 private:
  Parts parts_;
};

}  // namespace kontor::ordering
