#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/personal/sealed.hpp"
#include "modules/cart/api/cart.hpp"

// What cart obeys and what it publishes; the key is the cart's id. Each command may come again and changes nothing
// then; its answer is published again.
namespace kontor::cart {

inline constexpr events::Topic kCartCommands{"cart-commands", events::Topic::Kind::commands};
inline constexpr events::Topic kCartEvents{"cart-events"};

// Nobody changes it from now on. Answered by CartClosed, or by CartRefused when it is another version by now or is
// closed for another reference.
struct CloseCart {
  static constexpr events::MessageType kMessage{"cart.close_cart", 1, kCartCommands, "cart"};

  CartId cart_id;
  std::int64_t version = 0;
  Uuid reference;
};
KONTOR_DESCRIBE(CloseCart, cart_id, version, reference)

// Answered by CartReopened, also where it was not closed for this reference (a CloseCart of it that comes later is
// refused).
struct ReopenCart {
  static constexpr events::MessageType kMessage{"cart.reopen_cart", 1, kCartCommands, "cart"};

  CartId cart_id;
  Uuid reference;
};
KONTOR_DESCRIBE(ReopenCart, cart_id, reference)

struct CartClosed {
  static constexpr events::MessageType kMessage{"cart.cart_closed", 1, kCartEvents, "cart"};

  CartId cart_id;
  Uuid reference;
};
KONTOR_DESCRIBE(CartClosed, cart_id, reference)

struct CartRefused {
  static constexpr events::MessageType kMessage{"cart.cart_refused", 1, kCartEvents, "cart"};

  CartId cart_id;
  Uuid reference;
  std::string reason;  // cart_changed, cart_closed, not_found
};
KONTOR_DESCRIBE(CartRefused, cart_id, reference, reason)

struct CartReopened {
  static constexpr events::MessageType kMessage{"cart.cart_reopened", 1, kCartEvents, "cart"};

  CartId cart_id;
  Uuid reference;
};
KONTOR_DESCRIBE(CartReopened, cart_id, reference)

// Nothing was done with it for the configured silence, and it has lines. Said once until it is touched again.
struct CartAbandoned {
  static constexpr events::MessageType kMessage{"cart.cart_abandoned", 1, kCartEvents, "cart"};

  CartId cart_id;
  std::optional<Uuid> user_id;
  std::optional<personal::Sealed> email;
  Money items;
};
KONTOR_DESCRIBE(CartAbandoned, cart_id, user_id, email, items)

}  // namespace kontor::cart
