#include "modules/ordering/module.hpp"

#include "modules/ordering/api/events.hpp"

namespace kontor::ordering {

std::vector<events::MessageInfo> messages() {
  return {events::describe<OrderPlaced>(),     events::describe<OrderConfirmed>(), events::describe<OrderCancelled>(),
          events::describe<OrderDispatched>(), events::describe<OrderCompleted>(), events::describe<ReturnRequested>(),
          events::describe<ReturnReceived>()};
}

}  // namespace kontor::ordering
