#include "modules/inventory/actions/replies.hpp"

#include "modules/inventory/api/events.hpp"
#include "modules/inventory/wire.hpp"

namespace kontor::inventory {

void publish_reply(db::Tx& tx, events::Log& log, const Uuid& reference, const Uuid& occasion, const Reply& reply) {
  const auto key = reference.str();
  const auto allocations = allocations_of(reply.portions);
  switch (reply.kind) {
    case Reply::Kind::reserved:
      return log.publish(tx, key, StockReserved{reference, ReservationId(reference), allocations, reply.expires_at});
    case Reply::Kind::extended:
      return log.publish(tx, key, ReservationExtended{reference, reply.expires_at});
    case Reply::Kind::failed:
      return log.publish(tx, key, ReservationFailed{reference, reply.reason, shortages_of(reply.lacks)});
    case Reply::Kind::released:
      return log.publish(tx, key, StockReleased{reference, reply.reason, allocations});
    case Reply::Kind::committed:
      return log.publish(tx, key, StockCommitted{reference, occasion, allocations});
    case Reply::Kind::restocked:
      return log.publish(tx, key, StockRestocked{reference, occasion, allocations});
  }
}

}  // namespace kontor::inventory
