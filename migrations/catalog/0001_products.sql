-- The catalog's own truth. What shoppers read is catalog.product_document: the answer, ready to be sent, written in the
-- same transaction as the product (docs/decisions/0005-product-documents.md).

create table catalog.brand (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 120),
  name text not null check (char_length(name) between 1 and 300)
);

create table catalog.category (
  id uuid primary key,
  parent_id uuid references catalog.category (id),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 120),
  name text not null check (char_length(name) between 1 and 300),
  position integer not null default 0,
  check (parent_id <> id)
);
create index category_parent on catalog.category (parent_id, position);

create table catalog.product (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 120),
  status text not null check (status in ('draft', 'published', 'archived')),
  name text not null check (char_length(name) between 1 and 300),
  description text not null default '',
  brand_id uuid references catalog.brand (id),
  tags text[] not null default '{}',
  attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
  seo_title text,
  seo_description text,
  -- Its categories and all their ancestors: a category's subtree is one look-up.
  category_path uuid[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1
);
create index product_newest on catalog.product (created_at, id) where status = 'published';
create index product_name on catalog.product (name collate "und-x-icu", id) where status = 'published';
create index product_brand on catalog.product (brand_id, created_at, id) where status = 'published';
create index product_category_path on catalog.product using gin (category_path) where status = 'published';
create index product_tags on catalog.product using gin (tags) where status = 'published';
create index product_attributes on catalog.product using gin (attributes jsonb_path_ops) where status = 'published';

create table catalog.product_category (
  product_id uuid not null references catalog.product (id) on delete cascade,
  category_id uuid not null references catalog.category (id),
  position integer not null,
  primary key (product_id, category_id)
);
create index product_category_category on catalog.product_category (category_id);

create table catalog.product_option (
  product_id uuid not null references catalog.product (id) on delete cascade,
  position integer not null,
  name text not null check (char_length(name) between 1 and 300),
  choices text[] not null check (cardinality(choices) > 0),
  primary key (product_id, position)
);

create table catalog.product_image (
  id uuid primary key,
  product_id uuid not null references catalog.product (id) on delete cascade,
  position integer not null,
  path text not null,
  alt_text text not null default '',
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  unique (product_id, position)
);

create table catalog.variant (
  id uuid primary key,
  product_id uuid not null references catalog.product (id) on delete cascade,
  position integer not null,
  sku text not null unique check (char_length(sku) between 1 and 100),
  barcode text,
  name text not null,
  options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  weight_grams integer check (weight_grams >= 0),
  length_mm integer check (length_mm > 0),
  width_mm integer check (width_mm > 0),
  height_mm integer check (height_mm > 0),
  unique (product_id, position)
);

create table catalog.variant_price (
  variant_id uuid not null references catalog.variant (id) on delete cascade,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null check (amount_minor >= 0),
  compare_at_minor bigint check (compare_at_minor > amount_minor),
  primary key (variant_id, currency)
);

-- The lowest and highest variant of a product in each currency: what lists filter and sort by.
create table catalog.product_price (
  product_id uuid not null references catalog.product (id) on delete cascade,
  currency text not null,
  lowest_minor bigint not null,
  highest_minor bigint not null check (highest_minor >= lowest_minor),
  primary key (product_id, currency)
);
create index product_price_lowest on catalog.product_price (currency, lowest_minor, product_id);

create table catalog.product_document (
  product_id uuid primary key references catalog.product (id) on delete cascade,
  document json not null
);
