#include "modules/ordering/actions/parcels.hpp"

#include <algorithm>

#include "modules/inventory/api/events.hpp"
#include "modules/ordering/store/order_rows.hpp"
#include "modules/ordering/store/parcel_rows.hpp"

namespace kontor::ordering {

namespace {

using Kind = SignalKind;
using Lines = std::vector<inventory::StockLine>;

bool has_left(const SagaRecord& record) {
  const auto step = record.saga.step;
  return step == Step::dispatched || step == Step::delivered || step == Step::completed;
}

void take(Lines& lines, const inventory::VariantId& variant, std::int64_t quantity) {
  const auto known = std::ranges::find(lines, variant, &inventory::StockLine::variant_id);
  if (known != lines.end()) {
    known->quantity += quantity;
  } else {
    lines.push_back({variant, quantity});
  }
}

struct Load {
  std::int64_t units = 0;
  Lines lines;  // none: all of the order
};

// A parcel that does not say what is in it holds all.
Load load_of(const FrozenOrder& frozen, const std::vector<shipping::PackedItem>& items) {
  std::int64_t ordered = 0;
  for (const auto& line : frozen.lines) ordered += line.quantity;
  Load load;
  for (const auto& item : items) {
    const auto line =
        std::ranges::find(frozen.lines, item.line_id, [](const FrozenLine& one) { return one.id.uuid(); });
    if (line == frozen.lines.end()) continue;
    take(load.lines, inventory::VariantId(line->variant_id.uuid()), item.quantity);
    load.units += item.quantity;
  }
  if (load.units == 0 || load.units >= ordered) return {ordered, {}};
  return load;
}

ParcelNews leaves(db::Tx& tx, const SagaRecord& record, const Heard& heard) {
  const auto order = order_rows::find(tx, record.id);
  if (!order) return {};
  const auto load = load_of(order->frozen, heard.items);
  if (!parcel_rows::leave(tx, record.id, heard.subject.value(), load.units, load.lines)) return {};
  auto signal = heard.signal;
  if (has_left(record)) signal.kind = Kind::parcel_dispatched;
  return {signal, {}};
}

ParcelNews arrives(db::Tx& tx, const SagaRecord& record, const Heard& heard) {
  parcel_rows::arrive(tx, heard.subject.value());
  if (parcel_rows::state(tx, record.id).all_arrived) return {heard.signal, {}};
  return {{}, TimelineNote{"parcel_delivered", "A parcel was delivered."}};
}

// One that was lost on its way is the saga's to note. What was in one that never leaves waits for staff, unless nothing
// else can leave any more.
ParcelNews fails(db::Tx& tx, const SagaRecord& record, const Heard& heard) {
  if (!parcel_rows::end(tx, record.id, heard.subject.value())) return {heard.signal, {}};
  const auto state = parcel_rows::state(tx, record.id);
  if (!state.is_split || state.all_ended) return {heard.signal, {}};
  if (record.saga.step == Step::dispatched && state.all_arrived) return {Signal{.kind = Kind::shipment_delivered}, {}};
  return {{}, TimelineNote{"parcel_cancelled", "A parcel will not leave; what was to be in it is still reserved."}};
}

ParcelNews is_committed(db::Tx& tx, const SagaRecord& record, const Heard& heard) {
  parcel_rows::commit(tx, heard.parcel.value());
  if (!parcel_rows::state(tx, record.id).all_committed) return {};
  return {heard.signal, {}};
}

ParcelNews is_made(db::Tx& tx, const SagaRecord& record, const Heard& heard) {
  if (!heard.is_part) return {heard.signal, {}};
  parcel_rows::add_part(tx, record.id, heard.subject.value());
  return {{}, TimelineNote{"shipment_split", "It is sent in several parcels."}};
}

}  // namespace

bool is_about_a_parcel(const Heard& heard) {
  return heard.parcel || (heard.signal.kind >= Kind::shipment_created && heard.signal.kind <= Kind::shipment_delivered);
}

ParcelNews hear_of_parcel(db::Tx& tx, const SagaRecord& record, const Heard& heard) {
  switch (heard.signal.kind) {
    case Kind::shipment_created:
      return is_made(tx, record, heard);
    case Kind::shipment_dispatched:
      return leaves(tx, record, heard);
    case Kind::shipment_delivered:
      return arrives(tx, record, heard);
    case Kind::shipment_failed:
    case Kind::shipment_cancelled:
      return fails(tx, record, heard);
    case Kind::stock_committed:
      return is_committed(tx, record, heard);
    default:
      if (heard.subject != record.shipment_id.uuid()) return {};
      return {heard.signal, {}};
  }
}

void commit_parcels(events::Log& log, db::Tx& tx, const SagaRecord& record) {
  const auto reference = record.id.uuid();
  for (const auto& parcel : parcel_rows::uncommitted(tx, record.id)) {
    log.publish(tx, reference.str(), inventory::CommitStock{reference, parcel.shipment, parcel.lines});
  }
}

}  // namespace kontor::ordering
