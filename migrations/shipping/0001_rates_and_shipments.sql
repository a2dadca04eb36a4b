-- What sending costs, and what is on its way. Addresses are ciphertext under the key of their person: where the key is
-- thrown away, no row here tells where anything went (docs/decisions/0017).

create table shipping.zone (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 100),
  rest_of_world boolean not null default false,
  territories jsonb not null default '[]' check (jsonb_typeof(territories) = 'array'),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1
);
create unique index zone_rest_of_world on shipping.zone (rest_of_world) where rest_of_world;

create table shipping.method (
  id uuid primary key,
  zone_id uuid not null references shipping.zone (id),
  name text not null check (char_length(name) between 1 and 100),
  carrier text not null,
  kind text not null check (kind in ('flat', 'by_weight', 'by_value')),
  prices jsonb not null check (jsonb_typeof(prices) = 'array'),
  max_weight_grams bigint check (max_weight_grams > 0),
  tax_class text not null,
  min_days integer not null check (min_days >= 0),
  max_days integer not null check (max_days >= min_days),
  cutoff_minutes integer check (cutoff_minutes between 0 and 1440),
  active boolean not null default true,
  position integer not null default 0,
  -- What was taken from the shelf is still sent for who chose it before.
  removed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1
);
create index method_zone on shipping.method (zone_id);

create table shipping.shipment (
  id uuid primary key,  -- chosen by who ordered it; of a part by us
  -- What was split is a family with one root, whose row everybody locks who changes any of them.
  root_id uuid not null,
  reference uuid not null,
  number text not null,
  method_id uuid not null,
  method_name text not null,
  carrier text not null,
  status text not null default 'created' check (status in
    ('created', 'packed', 'dispatched', 'in_transit', 'delivered', 'failed', 'returned', 'cancelled')),
  address text not null,  -- sealed
  items jsonb not null check (jsonb_typeof(items) = 'array'),
  tracking_code text unique,
  carrier_code text check (char_length(carrier_code) <= 100),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1,
  check (status not in ('dispatched', 'in_transit', 'delivered', 'returned') or tracking_code is not null),
  check (status <> 'cancelled' or tracking_code is null)
);
create index shipment_root on shipping.shipment (root_id);
create index shipment_reference on shipping.shipment (reference);
create index shipment_status on shipping.shipment (status, id);
create index shipment_under_way on shipping.shipment (carrier, id)
  where status in ('created', 'packed', 'dispatched', 'in_transit');

-- Shipments that were never made, and why: cancelled before they were asked for, or impossible. A command that comes
-- again finds its answer here.
create table shipping.refused_shipment (
  id uuid primary key,
  reference uuid not null,
  code text not null,
  text text not null,
  created_at timestamptz not null
);

create table shipping.tracking_event (
  id uuid primary key,
  shipment_id uuid not null references shipping.shipment (id),
  news_id text,  -- the carrier's; none: ours
  status text not null,
  text text not null check (char_length(text) <= 300),
  at timestamptz not null,           -- where it happened
  recorded_at timestamptz not null,  -- when we heard of it
  unique (shipment_id, news_id)
);
