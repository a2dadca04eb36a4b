-- Shipments that were never made are forgotten after a while.
create index refused_shipment_age on shipping.refused_shipment (created_at);
