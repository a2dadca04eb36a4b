-- The shipments that an order leaves in, as far as something is known of them: the one that was ordered when it leaves or
-- ends, and those that staff took out of it from their beginning (docs/decisions/0042). Orders that left before this have
-- none, and one parcel.

create table ordering.parcel (
  shipment_id uuid primary key,
  order_id uuid not null references ordering.placed_order (id),
  lines jsonb not null default '[]',   -- of the stock that leaves with it; none: all of the order's
  units bigint not null default 0,     -- that have left in it
  committed boolean not null default false,  -- its stock
  delivered boolean not null default false,
  ended boolean not null default false       -- cancelled or refused before it left
);
create index parcel_of_order on ordering.parcel (order_id);
