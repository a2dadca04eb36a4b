#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/auth/caller.hpp"
#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/postal/address.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/shipping/api/shipping.hpp"

namespace kontor::cart {

struct CartTag {
  static constexpr std::string_view kPrefix = "cart";
};
struct CartLineTag {
  static constexpr std::string_view kPrefix = "line";
};
using CartId = Id<CartTag>;
using CartLineId = Id<CartLineTag>;

// The header that a guest's cart, and what was made of it, is opened with.
inline constexpr std::string_view kCartTokenHeader = "X-Cart-Token";

// What a cart's token is kept and compared as, by whoever lets its bearer in.
inline crypto::Digest token_digest(std::string_view token) {
  return crypto::sha256(token);
}

// pricing::Buyer::key of a customer, or without one of the guest with that address.
inline std::optional<std::string> buyer_key(const std::optional<Uuid>& user, const std::optional<std::string>& email) {
  if (user) return "user_" + user->str();
  if (!email) return std::nullopt;
  return "guest_" + text::hex(crypto::sha256("kontor guest " + text::to_lower(*email)));
}

// Who wants to open a cart: the caller of a request and the token it brought.
struct Opener {
  const auth::Caller& caller;
  std::optional<std::string> token;
};

struct CheckoutLine {
  CartLineId id;
  std::int64_t weight_grams = 0;  // of one
};

// A cart with all that an order needs, priced at this moment.
struct CheckoutCart {
  CartId id;
  std::int64_t version = 0;
  std::optional<Uuid> user_id;                 // whose it is; none: a guest's
  std::optional<crypto::Digest> token_digest;  // a guest's
  std::string email;
  Currency currency;
  postal::Address shipping_address;
  postal::Address billing_address;
  shipping::Quote shipping_option;
  std::optional<std::string> note;
  std::optional<std::string> buyer_key;  // pricing::Buyer::key, as it was priced with
  std::vector<CheckoutLine> lines;       // in the order of basket.lines, whose line_id they have
  pricing::PricedBasket basket;
};

// Carts as other modules see them. Reads only, so every call may be repeated.
class Carts {
 public:
  virtual ~Carts() = default;

  // `not_found` also for who may not open it. `invalid` names everything that is missing or wrong: no lines, no e-mail,
  // no address, no option, a line that cannot be bought any more. `conflict` with code cart_changed: it is being
  // ordered, or was. Blocks for the cart's query and its neighbours'.
  virtual Result<CheckoutCart> checkout(const CartId& id, const Opener& opener) const = 0;
};

}  // namespace kontor::cart
