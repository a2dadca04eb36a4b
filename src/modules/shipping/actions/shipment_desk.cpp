#include "modules/shipping/actions/shipment_desk.hpp"

#include <algorithm>
#include <array>

#include "kernel/core/format.hpp"
#include "kernel/core/random.hpp"
#include "kernel/json/writer.hpp"
#include "modules/shipping/failpoints.hpp"
#include "modules/shipping/store/shipment_rows.hpp"

namespace kontor::shipping {

namespace {

Error no_shipment() {
  return not_found("shipment");
}

Error wrong_status(ShipmentStatus status) {
  return conflict("wrong_status", format("The shipment is {}: this does not come behind it.", name_of(status)));
}

std::string usual_text(ShipmentStatus status) {
  switch (status) {
    case ShipmentStatus::packed:
      return "Packed";
    case ShipmentStatus::dispatched:
      return "Handed to the carrier";
    case ShipmentStatus::in_transit:
      return "On its way";
    case ShipmentStatus::delivered:
      return "Delivered";
    case ShipmentStatus::failed:
      return "Not delivered";
    case ShipmentStatus::returned:
      return "Came back";
    default:
      return std::string(name_of(status));
  }
}

// Whoever has it sees where the parcel is, so it is drawn from secret randomness.
std::string new_tracking_code() {
  std::array<std::uint8_t, 16> bytes{};
  fill_random(bytes);
  bytes[0] &= 0x7f;
  return encode_base32(Uuid(bytes));
}

}  // namespace

Result<Shipment> ShipmentDesk::move(db::Tx& tx, const ShipmentId& id, const Step& step, const Check& check) {
  auto held = shipment_rows::hold(tx, id);
  if (!held) return no_shipment();
  auto& shipment = held->shipment;
  if (auto present = check(shipment.version); !present) return present.error();
  if (!may_become(shipment.status, step.to)) return wrong_status(shipment.status);
  const auto before = shipment.status;
  if (step.carrier_code) shipment.carrier_code = step.carrier_code;
  const auto text = step.text.empty() ? usual_text(step.to) : step.text;
  const auto at = step.at.value_or(held->now);
  shipment_rows::record(tx, id, std::nullopt, {step.to, text, at});
  settle(tx, shipment, step.to, text, at);
  account_for(tx, "shipping.shipment_moved", id, name_of(before), name_of(step.to));
  return shipment;
}

Result<Shipment> ShipmentDesk::remark(db::Tx& tx, const ShipmentId& id, const std::string& text,
                                      std::optional<Timestamp> at) {
  const auto held = shipment_rows::hold(tx, id);
  if (!held) return no_shipment();
  const auto& shipment = held->shipment;
  const auto moment = at.value_or(held->now);
  shipment_rows::record(tx, id, std::nullopt, {shipment.status, text, moment});
  log_.publish(tx, id.str(),
               TrackingUpdated{id, shipment.reference, std::string(name_of(shipment.status)), text, moment});
  account_for(tx, "shipping.shipment_remarked", id, "", name_of(shipment.status));
  return shipment;
}

Result<Shipment> ShipmentDesk::take_apart(db::Tx& tx, const ShipmentId& id, const std::vector<ItemShare>& shares,
                                          const Check& check) {
  auto held = shipment_rows::hold(tx, id);
  if (!held) return no_shipment();
  auto& shipment = held->shipment;
  if (auto present = check(shipment.version); !present) return present.error();
  if (shipment.has_left() || is_over(shipment.status)) return wrong_status(shipment.status);
  auto parts = split(shipment.items, shares);
  if (!parts) return std::move(parts).error();

  Shipment part = shipment;
  part.id = ShipmentId::generate();
  part.status = ShipmentStatus::created;
  part.items = std::move(parts->taken);
  part.carrier_code.reset();
  part.created_at = part.updated_at = held->now;
  part.version = 1;
  shipment.items = std::move(parts->kept);
  shipment_rows::update(tx, shipment);
  shipment_rows::insert(tx, {&part, 1});
  log_.publish(tx, part.id.str(), ShipmentCreated{part.id, part.reference, part.carrier, id});
  account_for(tx, "shipping.shipment_split", id, "", part.id.str());
  return part;
}

Result<void> ShipmentDesk::receive(db::Tx& tx, std::string_view name, const Webhook& webhook) {
  const auto* carrier = carriers_.find(name);
  if (!carrier) return not_found("carrier");
  const auto news = carrier->news_in(webhook, shipment_rows::now(tx));
  if (!news) return news.error();
  if (!is_on_the_way(news->status)) {
    return invalid({{"/status", "not_allowed", "is not a carrier's to tell"}});
  }
  auto held = shipment_rows::hold(tx, news->shipment_id);
  if (!held || held->shipment.carrier != name) return no_shipment();
  return hear(tx, *news, std::move(held->shipment));
}

Result<void> ShipmentDesk::hear(db::Tx& tx, const CarrierNews& news, Shipment shipment) {
  const auto text = news.text.empty() ? usual_text(news.status) : news.text;
  if (!shipment_rows::record(tx, shipment.id, news.id, {news.status, text, news.at})) return {};
  pass(kNewsRecorded);
  if (may_be_moved(shipment.status, news.status)) {
    settle(tx, shipment, news.status, text, news.at);
  } else if (shipment.status == news.status && news.status == ShipmentStatus::in_transit) {
    log_.publish(tx, shipment.id.str(),
                 TrackingUpdated{shipment.id, shipment.reference, std::string(name_of(news.status)), text, news.at});
  }
  return {};
}

Result<Shipment> ShipmentDesk::play_carrier(db::Tx& tx, const ShipmentId& id) {
  const auto held = shipment_rows::hold(tx, id);
  if (!held) return no_shipment();
  if (held->shipment.carrier != SandboxCarrier::kName) {
    return conflict("not_sandbox", "The shipment is not with the sandbox carrier.");
  }
  const auto webhook = carriers_.sandbox().next_step(held->shipment, held->now);
  if (!webhook) return wrong_status(held->shipment.status);
  if (auto heard = receive(tx, SandboxCarrier::kName, *webhook); !heard) return heard.error();
  return shipment_rows::hold(tx, id)->shipment;
}

void ShipmentDesk::leave_the_house(Shipment& shipment) const {
  shipment.tracking_code = new_tracking_code();
  if (shipment.carrier_code) return;
  if (const auto* carrier = carriers_.find(shipment.carrier)) shipment.carrier_code = carrier->label_code(shipment.id);
}

void ShipmentDesk::settle(db::Tx& tx, Shipment& shipment, ShipmentStatus to, const std::string& text, Timestamp at) {
  const auto key = shipment.id.str();
  const bool never_left = !shipment.has_left();
  const bool leaves = never_left && is_on_the_way(to) && to != ShipmentStatus::failed;
  if (leaves) leave_the_house(shipment);
  shipment.status = to;
  shipment_rows::update(tx, shipment);
  ++shipment.version;
  if (leaves) {
    log_.publish(tx, key, ShipmentDispatched{shipment.id, shipment.reference, shipment.tracking_code, shipment.items});
  }
  log_.publish(tx, key, TrackingUpdated{shipment.id, shipment.reference, std::string(name_of(to)), text, at});
  if (to == ShipmentStatus::delivered) log_.publish(tx, key, ShipmentDelivered{shipment.id, shipment.reference});
  if (to == ShipmentStatus::failed) {
    log_.publish(tx, key,
                 ShipmentFailed{shipment.id, shipment.reference, never_left ? "carrier_refused" : "lost", text});
  }
  pass(kShipmentMoved);
}

void ShipmentDesk::account_for(db::Tx& tx, std::string_view action, const ShipmentId& id, std::string_view before,
                               std::string_view after) {
  const auto as_json = [](std::string_view text) {
    std::string out;
    if (!text.empty()) json::Writer(out).begin_object().field("shipment", text).end_object();
    return out;
  };
  trail_.record(tx, {.action = std::string(action),
                     .subject = id.str(),
                     .before = as_json(before),
                     .after = as_json(after),
                     .personal = {}});
}

}  // namespace kontor::shipping
