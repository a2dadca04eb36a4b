#include "modules/shipping/module.hpp"

#include "modules/shipping/api/events.hpp"

namespace kontor::shipping {

std::vector<events::MessageInfo> messages() {
  return {events::describe<CreateShipment>(),       events::describe<CancelShipment>(),
          events::describe<ShipmentCreated>(),      events::describe<ShipmentDispatched>(),
          events::describe<TrackingUpdated>(),      events::describe<ShipmentDelivered>(),
          events::describe<ShipmentFailed>(),       events::describe<ShipmentCancelled>(),
          events::describe<ShipmentCancelRefused>()};
}

}  // namespace kontor::shipping
