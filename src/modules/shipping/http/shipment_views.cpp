#include "modules/shipping/http/shipment_views.hpp"

namespace kontor::shipping {

void ShipmentView::rules(json::Rules<ShipmentView>& rule) {
  rule(&ShipmentView::number).doc("Of the order").example("10042");
  rule(&ShipmentView::carrier).example("manual");
  rule(&ShipmentView::split_from).doc("The shipment that was ordered, where this is a part of it");
  rule(&ShipmentView::tracking_code).doc("For /shipping/tracking/{code}, from when it has left");
  rule(&ShipmentView::carrier_code).doc("On the carrier's label");
  rule(&ShipmentView::version).doc("As in the ETag, for If-Match");
}

void ShipmentDetail::rules(json::Rules<ShipmentDetail>& rule) {
  rule(&ShipmentDetail::address).doc("Null when the person was erased");
  rule(&ShipmentDetail::events).doc("In the order in which it happened");
}

void ParcelView::rules(json::Rules<ParcelView>& rule) {
  rule(&ParcelView::tracking_code).example("2x4y8z0a6b4c2d0e8f6g4h2j0k");
  rule(&ParcelView::carrier).example("manual");
}

ShipmentView view_of(const Shipment& shipment) {
  return {.id = shipment.id,
          .reference = shipment.reference,
          .number = shipment.number,
          .status = shipment.status,
          .carrier = shipment.carrier,
          .method_id = shipment.method_id,
          .method_name = shipment.method_name,
          .split_from = shipment.root_id == shipment.id ? std::nullopt : std::optional(shipment.root_id),
          .tracking_code = shipment.tracking_code,
          .carrier_code = shipment.carrier_code,
          .items = shipment.items,
          .created_at = shipment.created_at,
          .updated_at = shipment.updated_at,
          .version = shipment.version};
}

std::vector<TrackingView> views_of(const std::vector<shipment_rows::TrackingEvent>& events) {
  std::vector<TrackingView> views;
  for (const auto& event : events) views.push_back({event.status, event.text, event.at});
  return views;
}

}  // namespace kontor::shipping
