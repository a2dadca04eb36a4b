#include "modules/shipping/actions/commands.hpp"

#include <algorithm>
#include <map>

#include "kernel/events/event_scope.hpp"
#include "kernel/jobs/piece_by_piece.hpp"
#include "kernel/json/json.hpp"
#include "kernel/postal/address.hpp"
#include "modules/shipping/failpoints.hpp"
#include "modules/shipping/store/shipment_rows.hpp"

namespace kontor::shipping {

namespace {

using shipment_rows::Known;

constexpr int kAtOnce = 200;

template <class Command>
Result<std::vector<Command>> commands_in(events::Group::Batch batch) {
  std::vector<Command> commands;
  for (const auto& event : batch) {
    auto command = json::read<Command>(event.payload, {.unknown = json::Unknown::ignore});
    if (!command) return std::move(command).error();
    commands.push_back(*std::move(command));
  }
  return commands;
}

bool is_good(const std::optional<std::string>& address) {
  if (!address) return false;
  const auto read = json::read<postal::Address>(*address, {.unknown = json::Unknown::ignore});
  return read && postal::check(*read).empty();
}

// Why it cannot be made; nullopt: it can.
std::optional<Known::Refusal> refusal_of(const Known& known, const Carriers& carriers,
                                         const std::optional<std::string>& address) {
  if (!known.method_known) return Known::Refusal{"unknown_method", "There is no such shipping method."};
  if (!is_good(address)) return Known::Refusal{"address_refused", "There is no address that it can be sent to."};
  if (!carriers.find(known.method_carrier)) return Known::Refusal{"carrier_refused", "There is no such carrier."};
  return std::nullopt;
}

Shipment fresh(const CreateShipment& command, const Known& known) {
  Shipment shipment;
  shipment.id = shipment.root_id = command.shipment_id;
  shipment.reference = command.reference;
  shipment.number = command.number;
  shipment.method_id = command.method_id;
  shipment.method_name = known.method_name;
  shipment.carrier = known.method_carrier;
  shipment.address = command.address;
  shipment.items = command.items;
  return shipment;
}

// What a batch of commands to create comes to.
class Creation {
 public:
  Creation(const CommandRoom& room, db::Tx& tx) : room_(room), tx_(tx) {}

  Result<void> obey(events::Group::Batch batch) {
    const auto commands = commands_in<CreateShipment>(batch);
    if (!commands) return commands.error();
    const auto known = look_up(*commands);
    const auto addresses = open(*commands);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const events::EventScope scope(batch[i]);
      answer((*commands)[i], known[i], addresses[i]);
    }
    shipment_rows::insert(tx_, made_);
    shipment_rows::refuse(tx_, refused_);
    pass(kShipmentsMade);
    return {};
  }

 private:
  std::vector<Known> look_up(const std::vector<CreateShipment>& commands) {
    std::vector<shipment_rows::Wanted> wanted;
    for (const auto& command : commands) wanted.push_back({command.shipment_id, command.method_id});
    return shipment_rows::known(tx_, wanted);
  }

  personal::PersonalData::Opened open(const std::vector<CreateShipment>& commands) {
    std::vector<personal::Sealed> sealed;
    for (const auto& command : commands) sealed.push_back(command.address);
    return room_.personal.open_all(tx_, sealed);
  }

  // What is there already is answered as it was; within a batch the first of several counts.
  void answer(const CreateShipment& command, const Known& known, const std::optional<std::string>& address) {
    const auto& id = command.shipment_id;
    if (known.carrier) return created(command, *known.carrier);
    if (known.refusal) return failed(command, *known.refusal);
    if (const auto before = answered_.find(id); before != answered_.end()) {
      return before->second ? failed(command, *before->second) : created(command, known.method_carrier);
    }
    const auto refusal = refusal_of(known, room_.carriers, address);
    answered_.emplace(id, refusal);
    if (refusal) {
      refused_.push_back({id, command.reference, refusal->code, refusal->text});
      return failed(command, *refusal);
    }
    made_.push_back(fresh(command, known));
    created(command, known.method_carrier);
  }

  void created(const CreateShipment& command, const std::string& carrier) {
    room_.log.publish(tx_, command.shipment_id.str(),
                      ShipmentCreated{command.shipment_id, command.reference, carrier, std::nullopt});
  }

  void failed(const CreateShipment& command, const Known::Refusal& why) {
    room_.log.publish(tx_, command.shipment_id.str(),
                      ShipmentFailed{command.shipment_id, command.reference, why.code, why.text});
  }

  const CommandRoom& room_;
  db::Tx& tx_;
  std::vector<Shipment> made_;
  std::vector<shipment_rows::Refused> refused_;
  std::map<ShipmentId, std::optional<Known::Refusal>> answered_;
};

// What a batch of commands to cancel comes to.
class Cancellation {
 public:
  Cancellation(const CommandRoom& room, db::Tx& tx) : room_(room), tx_(tx) {}

  Result<void> obey(events::Group::Batch batch) {
    const auto commands = commands_in<CancelShipment>(batch);
    if (!commands) return commands.error();
    std::vector<ShipmentId> ids;
    for (const auto& command : *commands) ids.push_back(command.shipment_id);
    shipments_ = shipment_rows::hold_families(tx_, ids);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const events::EventScope scope(batch[i]);
      cancel((*commands)[i]);
    }
    shipment_rows::refuse(tx_, never_made_);
    pass(kShipmentsCancelled);
    return {};
  }

 private:
  // All of a family for its root, else the one that is meant.
  std::vector<Shipment*> meant_by(const ShipmentId& id) {
    std::vector<Shipment*> meant;
    for (auto& one : shipments_) {
      if (one.id == id || one.root_id == id) meant.push_back(&one);
    }
    return meant;
  }

  void cancel(const CancelShipment& command) {
    const auto meant = meant_by(command.shipment_id);
    const auto gone = std::ranges::find_if(meant, [](const Shipment* one) { return one->has_left(); });
    if (gone != meant.end()) return refuse(command, (*gone)->status);
    for (auto* one : meant) {
      if (one->status == ShipmentStatus::cancelled) continue;
      one->status = ShipmentStatus::cancelled;
      shipment_rows::update(tx_, *one);
      if (one->id != command.shipment_id) cancelled(one->id, one->reference);
    }
    if (meant.empty()) {
      never_made_.push_back({command.shipment_id, command.reference, "cancelled", "It was cancelled before."});
    }
    cancelled(command.shipment_id, command.reference);
  }

  void cancelled(const ShipmentId& id, const Uuid& reference) {
    room_.log.publish(tx_, id.str(), ShipmentCancelled{id, reference});
  }

  void refuse(const CancelShipment& command, ShipmentStatus status) {
    room_.log.publish(tx_, command.shipment_id.str(),
                      ShipmentCancelRefused{command.shipment_id, command.reference, std::string(name_of(status))});
  }

  const CommandRoom& room_;
  db::Tx& tx_;
  std::vector<Shipment> shipments_;
  std::vector<shipment_rows::Refused> never_made_;
};

Result<void> step_all(db::Database database, ShipmentDesk& desk, const jobs::JobRun& run) {
  std::optional<ShipmentId> after;
  while (!run.stop_requested()) {
    const auto ids = shipment_rows::under_way(database, SandboxCarrier::kName, after, kAtOnce);
    if (!ids) return ids.error();
    for (const auto& id : *ids) {
      auto done = database.transact([&](db::Tx& tx) { return desk.play_carrier(tx, id); });
      // Somebody else was quicker: nothing is left to do here.
      if (!done && done.error().kind != ErrorKind::conflict) return done.error();
      if (run.stop_requested()) return {};
    }
    if (ids->size() < kAtOnce) return {};
    after = ids->back();
  }
  return {};
}

}  // namespace

events::Group command_group(CommandRoom room) {
  return events::Group("shipping", room.database)
      .on_batch({CreateShipment::kMessage},
                [room](db::Tx& tx, events::Group::Batch batch) { return Creation(room, tx).obey(batch); })
      .on_batch({CancelShipment::kMessage},
                [room](db::Tx& tx, events::Group::Batch batch) { return Cancellation(room, tx).obey(batch); })
      .at_once({CreateShipment::kMessage})
      .relaxed();
}

jobs::Job sandbox_job(db::Database database, ShipmentDesk& desk, std::chrono::seconds step) {
  return {.name = "shipping.sandbox_step",
          .when = jobs::When::every(step),
          .run = [database, &desk](const jobs::JobRun& run) { return step_all(database, desk, run); },
          .missed = jobs::Missed::skip};
}

jobs::Job forgetting_job(db::Database database, int days) {
  constexpr std::uint64_t kForgottenAtOnce = 1000;
  return {.name = "shipping.forget",
          .when = jobs::When::every(std::chrono::hours(1)),
          .run = [database, days](const jobs::JobRun& run) mutable -> Result<void> {
            return jobs::piece_by_piece(run, kForgottenAtOnce, [&] {
              return database.transact([days](db::Tx& tx) -> Result<std::uint64_t> {
                return shipment_rows::forget_refused(tx, days, static_cast<int>(kForgottenAtOnce));
              });
            });
          }};
}

}  // namespace kontor::shipping
