#include "modules/cart/module.hpp"

#include "modules/cart/api/events.hpp"

namespace kontor::cart {

std::vector<events::MessageInfo> messages() {
  return {events::describe<CloseCart>(),   events::describe<ReopenCart>(),   events::describe<CartClosed>(),
          events::describe<CartRefused>(), events::describe<CartReopened>(), events::describe<CartAbandoned>()};
}

}  // namespace kontor::cart
