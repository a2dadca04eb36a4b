-- Imports of products: what was asked for and how far it has come. The rows of a file wait in import_part, whole products
-- in each part, until they are merged; so an import goes on wherever it stopped, in whatever process.

create table catalog.import (
  id uuid primary key,
  state text not null check (state in ('receiving', 'merging', 'linking', 'completed', 'cancelled', 'failed')),
  format text not null check (format in ('full', 'shopify')),
  dry_run boolean not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  file_name text not null default '',
  header text[] not null,
  ignored_columns text[] not null default '{}',
  digest bigint not null default 0,
  started_by text not null default '',
  bytes bigint not null default 0,
  rows bigint not null default 0,
  rows_done bigint not null default 0,
  parts integer not null default 0,
  parts_done integer not null default 0,
  products_in_part_done integer not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  failed bigint not null default 0,
  errors bigint not null default 0,
  images_not_fetched bigint not null default 0,
  stock_not_set bigint not null default 0,
  problem text not null default '',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz
);
create index import_newest on catalog.import (created_at, id);
create index import_unfinished on catalog.import (created_at) where ended_at is null;

-- Rows as JSON: [{"line":2,"cells":["linen-shirt",…]},…].
create table catalog.import_part (
  import_id uuid not null references catalog.import (id) on delete cascade,
  number integer not null,
  rows text not null,
  primary key (import_id, number)
);

-- The handles and SKUs of a file, to find those that are there twice; first_line: where one was before.
create table catalog.import_key (
  import_id uuid not null references catalog.import (id) on delete cascade,
  part integer not null,
  line bigint not null,
  kind text not null check (kind in ('product', 'sku')),
  key text not null,
  first_line bigint
);
create index import_key_import on catalog.import_key (import_id, kind, key);
create index import_key_twice on catalog.import_key (import_id, part) where first_line is not null;

create table catalog.import_error (
  import_id uuid not null references catalog.import (id) on delete cascade,
  number bigint not null,
  line bigint not null,
  column_number integer not null,
  column_name text not null,
  product text not null,
  code text not null,
  detail text not null,
  primary key (import_id, number)
);

-- Products that wait for others of the file to which they are related.
create table catalog.import_link (
  import_id uuid not null references catalog.import (id) on delete cascade,
  number bigint not null,  -- the line where it begins
  product_id uuid not null,
  outcome text not null check (outcome in ('created', 'updated', 'unchanged')),
  related text[] not null,
  primary key (import_id, number)
);
