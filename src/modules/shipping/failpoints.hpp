#pragma once

#include <array>

#include "kernel/core/failpoint.hpp"

namespace kontor::shipping {

inline constexpr Failpoint kShipmentsMade{"shipping.shipments_made", "shipments are queued, COMMIT is not sent"};
inline constexpr Failpoint kShipmentsCancelled{"shipping.shipments_cancelled",
                                               "cancellations are queued, COMMIT is not sent"};
inline constexpr Failpoint kShipmentMoved{"shipping.shipment_moved", "a new status is queued, COMMIT is not sent"};
inline constexpr Failpoint kNewsRecorded{"shipping.news_recorded",
                                         "a carrier's news are recorded, the shipment has not moved"};

inline constexpr std::array kFailpoints{kShipmentsMade, kShipmentsCancelled, kShipmentMoved, kNewsRecorded};

}  // namespace kontor::shipping
