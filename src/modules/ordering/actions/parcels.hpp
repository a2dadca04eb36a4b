#pragma once

#include <optional>

#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "modules/ordering/actions/signals.hpp"
#include "modules/ordering/order.hpp"

// An order leaves in one parcel, or in several where staff took its shipment apart (docs/decisions/0042).
namespace kontor::ordering {

// What news of one parcel mean for the whole order: a signal, or only a line in its timeline, or nothing new.
struct ParcelNews {
  std::optional<Signal> signal;
  std::optional<TimelineNote> note;
};

// What shipping says of a shipment, and inventory of a parcel's stock.
bool is_about_a_parcel(const Heard& heard);
ParcelNews hear_of_parcel(db::Tx& tx, const SagaRecord& record, const Heard& heard);

// Commands the stock of each parcel that has left and was not answered yet.
void commit_parcels(events::Log& log, db::Tx& tx, const SagaRecord& record);

}  // namespace kontor::ordering
