#pragma once

#include <optional>
#include <string>

#include "kernel/events/log.hpp"
#include "kernel/personal/sealed.hpp"
#include "modules/ordering/order.hpp"

namespace kontor::ordering {

// The goods, for the few commands that name them; nullptr where the caller does not have them.
struct Goods {
  const FrozenOrder* frozen = nullptr;
};
// Whether the command cannot be published without the goods.
bool needs_goods(Command command);

// Publishes the command in the transaction that decides it.
void publish(events::Log& log, db::Tx& tx, const SagaRecord& record, Command command, const Move& move,
             const Goods& goods, std::chrono::seconds hold);

// What shipping is told when everything is paid, as JSON, without the order's number.
std::string shipment_command(const SagaRecord& record, const FrozenOrder& frozen, personal::Sealed address);

}  // namespace kontor::ordering
