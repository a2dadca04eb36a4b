#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/ordering/actions/signals.hpp"
#include "modules/ordering/order.hpp"
#include "modules/ordering/store/saga_rows.hpp"

namespace kontor::ordering {

// Moves sagas in the database: loads them locked, in one order, asks the machine, and writes in one go what comes of it
// with the commands and the news; what a transaction hears of one saga after the other, with its end. Safe from any
// thread; blocks for its statements.
class SagaDriver {
 public:
  SagaDriver(db::Database database, events::Log& log, const SagaRules& rules, std::string invoice_prefix,
             telemetry::Metrics& metrics);

  // A batch of what other modules said; references that are no orders are somebody else's.
  Result<void> heed(db::Tx& tx, events::Group::Batch batch);
  // Sagas whose step is due: asks again, or turns back. How many.
  Result<std::uint64_t> sweep();
  // Reservations of orders that wait for their parcel for longer than stock is held.
  Result<std::uint64_t> keep_reservations();

  // One signal of our own, by whoever acts. `not_found`. False: the order stands where that changes nothing.
  Result<bool> signal(db::Tx& tx, const OrderId& id, const Signal& signal);

  // The order's beginning, for who inserts it: the first entries, and the commands. What is heard of it in the same
  // transaction goes on from `record`, which is as it was inserted at that moment.
  std::vector<saga_rows::NewEntry> note(SagaRecord& record, const Move& move) const;
  void begin(db::Tx& tx, const SagaRecord& record, const Move& move, const FrozenOrder& frozen, Timestamp now);
  const SagaRules& rules() const { return rules_; }

  // An entry of the timeline that no saga wrote; it goes with the transaction. `not_found`.
  struct Note {
    std::string type;
    std::string text;
    bool is_internal = false;
  };
  Result<SagaRecord> add_note(db::Tx& tx, const OrderId& id, const Note& note);

 private:
  class Round;
  Round& round_of(db::Tx& tx);

  db::Database database_;
  events::Log& log_;
  SagaRules rules_;
  std::string invoice_prefix_;
  telemetry::Counter& confirmed_;
  telemetry::Counter& cancelled_;
  telemetry::Counter& timeouts_;
};

}  // namespace kontor::ordering
