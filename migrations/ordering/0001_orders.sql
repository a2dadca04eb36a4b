-- Orders: what was agreed, which never changes, and beside it where each stands, which changes at every step.

create sequence ordering.number_seq start 1001;

-- Gapless numbers, where they are asked for: of orders, and always of invoices.
create table ordering.counter (
  name text primary key,
  last bigint not null
);

insert into ordering.counter (name, last) values ('order', 1000), ('invoice', 0);

create function ordering.next_in_counter(which text) returns bigint
language sql volatile
as $$ update ordering.counter set last = last + 1 where name = which returning last $$;

-- Under legal retention: kept as it is when a person is erased.
create table ordering.placed_order (
  id uuid primary key,
  number text not null unique,
  user_id uuid,
  token_digest bytea,
  email text not null,
  currency text not null,
  total bigint not null check (total >= 0),
  frozen jsonb not null,      -- lines, addresses, totals: what the customer agreed to
  shipment jsonb not null,    -- shipping's command, made when the address was sealed
  payment_id uuid,
  provider text not null,
  payment_token text not null,
  placed_at timestamptz not null
);

create index placed_order_of_user on ordering.placed_order (user_id, id) where user_id is not null;

-- Hot: a row is changed at every step, and no index but the one over carts sees it.
create table ordering.saga (
  id uuid primary key references ordering.placed_order (id),
  cart_id uuid not null,
  has_cart boolean not null,
  shipment_id uuid not null,
  step text not null,
  status text not null,
  reason text not null,
  awaited smallint not null,
  held smallint not null,
  attempts integer not null,
  is_free boolean not null,
  captures boolean not null,
  at_rest boolean not null,
  due_at timestamptz,
  reserved_until timestamptz,
  shipment_status text not null,
  tracking_code text not null,
  payment jsonb not null,
  shortages jsonb not null,   -- of the stock, as inventory named them
  entries bigint not null,    -- of the timeline
  version bigint not null default 1
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- A cart is ordered once at a time.
create unique index saga_of_cart on ordering.saga (cart_id) where status <> 'cancelled';
create index saga_under_way on ordering.saga (id) where not at_rest;

-- The audit trail of an order: what happened, in the order it happened.
create table ordering.timeline (
  order_id uuid not null references ordering.placed_order (id),
  seq bigint not null,
  at timestamptz not null,
  type text not null,
  text text not null,
  actor text,
  is_internal boolean not null default false,
  primary key (order_id, seq)
);

create table ordering.invoice (
  order_id uuid primary key references ordering.placed_order (id),
  number text not null unique,
  issued_at timestamptz not null
);

create table ordering.return (
  id uuid primary key,
  order_id uuid not null references ordering.placed_order (id),
  status text not null,       -- requested, approved, rejected, received, refunded, refund_failed
  reason text not null,
  lines jsonb not null,
  refund bigint not null,     -- in minor units of the order's currency
  refund_id uuid,
  created_at timestamptz not null,
  version bigint not null default 1
);

create index return_of_order on ordering.return (order_id);
create unique index return_of_refund on ordering.return (refund_id) where refund_id is not null;

-- Put together by staff, and made an order of when the customer agrees.
create table ordering.draft (
  id uuid primary key,
  contents jsonb not null,
  order_id uuid references ordering.placed_order (id),
  created_at timestamptz not null,
  version bigint not null default 1
);

-- The read model: filled from events alone, and can be filled again. What it knows of a person goes with the person.
create table ordering.order_view (
  id uuid primary key,
  number text not null,
  user_id uuid,
  email text,
  status text not null,
  reason text,
  currency text not null,
  total bigint not null,
  units bigint not null,
  skus text[] not null,
  words tsvector not null,   -- that it is found by
  placed_at timestamptz not null
);

create index order_view_of_user on ordering.order_view (user_id, id);
create index order_view_by_status on ordering.order_view (status, id);
create index order_view_by_word on ordering.order_view using gin (words);
