#include "modules/ordering/actions/commands.hpp"

#include "modules/cart/api/events.hpp"
#include "modules/inventory/api/events.hpp"
#include "modules/payment/api/events.hpp"
#include "modules/pricing/api/events.hpp"
#include "modules/shipping/api/events.hpp"

namespace kontor::ordering {

namespace {

inventory::ReserveStock reservation(const SagaRecord& record, const FrozenOrder& frozen, std::chrono::seconds hold) {
  inventory::ReserveStock command{.reference = record.id.uuid(), .lines = {}, .hold_seconds = hold.count()};
  for (const auto& line : frozen.lines) {
    command.lines.push_back({inventory::VariantId(line.variant_id.uuid()), line.quantity});
  }
  return command;
}

payment::TakePayment payment(const SagaRecord& record) {
  payment::TakePayment command{};
  command.payment_id = record.payment_id;
  command.reference = record.id.uuid();
  command.amount = record.total;
  command.provider = record.provider;
  command.token = record.payment_token;
  command.capture = record.saga.captures;
  command.description = record.number;
  return command;
}

// It was written when the order was placed, because its address was sealed then.
void publish_shipment(events::Log& log, db::Tx& tx, const SagaRecord& record) {
  const events::MessageType& type = shipping::CreateShipment::kMessage;
  log.append(tx, {type.topic, std::string(type.aggregate), record.shipment_id.str(), std::string(type.name),
                  type.version, record.shipment.value()});
}

}  // namespace

bool needs_goods(Command command) {
  return command == Command::reserve_stock || command == Command::claim_promotions || command == Command::close_cart;
}

void publish(events::Log& log, db::Tx& tx, const SagaRecord& record, Command command, const Move& move,
             const Goods& goods, std::chrono::seconds hold) {
  const auto reference = record.id.uuid();
  const auto key = reference.str();
  const auto reason = record.saga.reason;
  switch (command) {
    case Command::close_cart:
      return log.publish(tx, record.cart_id.str(),
                         cart::CloseCart{record.cart_id, goods.frozen->cart_version, reference});
    case Command::reopen_cart:
      return log.publish(tx, record.cart_id.str(), cart::ReopenCart{record.cart_id, reference});
    case Command::reserve_stock:
      return log.publish(tx, key, reservation(record, *goods.frozen, hold));
    case Command::extend_reservation:
      return log.publish(tx, key, inventory::ExtendReservation{reference, move.extend_to.value()});
    case Command::release_stock:
      return log.publish(tx, key, inventory::ReleaseStock{reference, reason});
    case Command::commit_stock:
      return;  // by the parcel: actions/parcels
    case Command::claim_promotions:
      return log.publish(tx, key, pricing::ClaimPromotions{reference, goods.frozen->buyer_key, goods.frozen->claims});
    case Command::release_promotions:
      return log.publish(tx, key, pricing::ReleasePromotions{reference});
    case Command::take_payment:
      return log.publish(tx, record.payment_id.str(), payment(record));
    case Command::capture_payment:
      return log.publish(tx, record.payment_id.str(), payment::CapturePayment{record.payment_id});
    case Command::void_payment:
      return log.publish(tx, record.payment_id.str(), payment::VoidPayment{record.payment_id, reference, reason});
    case Command::create_shipment:
      return publish_shipment(log, tx, record);
    case Command::cancel_shipment:
      return log.publish(tx, record.shipment_id.str(), shipping::CancelShipment{record.shipment_id, reference, reason});
  }
}

std::string shipment_command(const SagaRecord& record, const FrozenOrder& frozen, personal::Sealed address) {
  shipping::CreateShipment command{.shipment_id = record.shipment_id,
                                   .reference = record.id.uuid(),
                                   .number = record.number,
                                   .method_id = frozen.shipping_option.id,
                                   .address = std::move(address),
                                   .items = {}};
  for (const auto& line : frozen.lines) {
    command.items.push_back({line.id.uuid(), line.sku, line.name, line.quantity, line.weight_grams});
  }
  return json::to_json(command);
}

}  // namespace kontor::ordering
