-- What is where. A variant's row in inventory.item is locked before anything about its stock is changed, in the order of
-- the ids; so whoever holds it may read the rest and rely on it (docs/decisions/0030-reserving-by-the-batch.md).
-- Between the tables that every order writes there are no foreign keys: each would be one more row to lock.

create table inventory.warehouse (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 100),
  priority integer not null check (priority between 1 and 1000),  -- 1 is asked first
  is_open boolean not null default true,
  address jsonb check (jsonb_typeof(address) = 'object'),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1
);

create table inventory.item (
  variant_id uuid primary key,
  version bigint not null default 0,  -- grows with each change of the variant's stock
  policy text not null default 'none' check (policy in ('none', 'backorder', 'preorder')),
  policy_limit bigint not null default 0 check (policy_limit between 0 and 1000000000),
  available_on timestamptz,
  low_at bigint check (low_at between 0 and 1000000000),  -- few, where no more than so many are available
  is_low boolean not null default false,
  policy_version bigint not null default 1,
  check (policy <> 'none' or policy_limit = 0),
  check (policy <> 'preorder' or available_on is not null)
) with (fillfactor = 50);

-- What may be promised beyond what is on hand stands on one row of the variant, that of its first open warehouse.
create table inventory.stock (
  variant_id uuid not null references inventory.item (variant_id),
  warehouse_id uuid not null references inventory.warehouse (id),
  on_hand bigint not null default 0 check (on_hand >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  backorder_limit bigint not null default 0 check (backorder_limit >= 0),
  primary key (variant_id, warehouse_id),
  constraint stock_is_not_oversold check (reserved <= on_hand + backorder_limit)
) with (fillfactor = 50);
create index stock_warehouse on inventory.stock (warehouse_id, variant_id);

-- The id is the reference that its holder chose. An ended one stays: a command about it may come again.
create table inventory.reservation (
  id uuid primary key,
  state text not null check (state in ('held', 'committed', 'released', 'expired', 'failed')),
  reason text not null default '',
  lacks jsonb,  -- of one that failed
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 70);
create index reservation_expiry on inventory.reservation (expires_at, id) where state = 'held';

create table inventory.reservation_part (
  reservation_id uuid not null,
  variant_id uuid not null,
  warehouse_id uuid not null,
  place integer not null,
  quantity bigint not null check (quantity > 0),
  committed bigint not null default 0 check (committed >= 0),
  released bigint not null default 0 check (released >= 0),
  primary key (reservation_id, variant_id, warehouse_id),
  check (committed + released <= quantity)
) with (fillfactor = 80);
create index reservation_part_open on inventory.reservation_part (variant_id, reservation_id)
  where committed + released < quantity;

-- What left with a parcel or came back with a return, once each.
create table inventory.passage (
  reservation_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('parcel', 'return')),
  portions jsonb not null,
  passed_at timestamptz not null,
  primary key (reservation_id, kind, id)
);

-- Every change of the stock; a warehouse's rows of a variant sum to what is on hand and reserved there.
create table inventory.movement (
  id bigint generated always as identity,
  variant_id uuid not null,
  warehouse_id uuid not null,
  on_hand bigint not null,
  reserved bigint not null,
  cause text not null
    check (cause in ('reserved', 'released', 'committed', 'restocked', 'adjusted', 'transferred', 'counted')),
  reference uuid,  -- of the reservation
  note text not null default '',
  actor text not null default '',
  moved_at timestamptz not null,
  primary key (variant_id, id)
);

-- For whoever has just written many rows, as in catalog.
create function inventory.refresh_statistics() returns void
  language sql volatile security definer
  as 'analyze inventory.item, inventory.stock, inventory.movement';
