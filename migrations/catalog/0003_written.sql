-- What staff need to manage products: old slugs, deletion that can be undone, schedules, typed attributes, related
-- products, translations, history.

alter table catalog.product add column deleted_at timestamptz;
alter table catalog.product add column publish_at timestamptz;
alter table catalog.product add column unpublish_at timestamptz;
alter table catalog.product add constraint product_schedule check (unpublish_at > publish_at);
create index product_publish_at on catalog.product (publish_at) where publish_at is not null;
create index product_unpublish_at on catalog.product (unpublish_at) where unpublish_at is not null;
-- What staff see: all of them, drafts and archived ones too.
create index product_any_newest on catalog.product (created_at, id);
create index product_any_brand on catalog.product (brand_id);

alter table catalog.brand add column version bigint not null default 1;
alter table catalog.category add column version bigint not null default 1;

-- Slugs that a product had before: who asks for one is sent to the present one. A living slug goes before an old one.
create table catalog.product_old_slug (
  slug text primary key,
  product_id uuid not null references catalog.product (id) on delete cascade,
  since timestamptz not null
);
create index product_old_slug_product on catalog.product_old_slug (product_id);

create table catalog.attribute_definition (
  code text primary key check (code ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and char_length(code) <= 100),
  name text not null check (char_length(name) between 1 and 300),
  kind text not null check (kind in ('text', 'number', 'boolean', 'enum')),
  facet boolean not null default false,
  choices text[] not null default '{}',
  minimum double precision,
  maximum double precision,
  max_length integer check (max_length > 0),
  version bigint not null default 1,
  check (kind = 'enum' or cardinality(choices) = 0),
  check (kind = 'number' or (minimum is null and maximum is null))
);

-- The numbers among a product's attributes, for ranges. Equality is looked up in product.attributes.
create table catalog.product_number (
  product_id uuid not null references catalog.product (id) on delete cascade,
  attribute text not null,
  value double precision not null,
  primary key (product_id, attribute)
);
create index product_number_value on catalog.product_number (attribute, value, product_id);

create table catalog.product_related (
  product_id uuid not null references catalog.product (id) on delete cascade,
  position integer not null,
  related_id uuid not null references catalog.product (id) on delete cascade,
  primary key (product_id, position),
  check (related_id <> product_id)
);
create index product_related_related on catalog.product_related (related_id);

create table catalog.product_translation (
  product_id uuid not null references catalog.product (id) on delete cascade,
  locale text not null,
  texts jsonb not null check (jsonb_typeof(texts) = 'object'),
  primary key (product_id, locale)
);

create table catalog.category_translation (
  category_id uuid not null references catalog.category (id) on delete cascade,
  locale text not null,
  name text not null check (char_length(name) between 1 and 300),
  primary key (category_id, locale)
);

-- As catalog.product_document, in the languages that differ from it.
create table catalog.product_document_translated (
  product_id uuid not null references catalog.product (id) on delete cascade,
  locale text not null,
  document json not null,
  primary key (product_id, locale)
);

-- Who changed what; filled from the event log, and filled again from it when need be. It outlives its product.
create table catalog.product_history (
  product_id uuid not null,
  version bigint not null,
  event_id uuid not null,
  at timestamptz not null,
  what text not null,
  actor text not null,
  correlation_id text not null,
  changes jsonb not null default '[]',
  primary key (product_id, version, event_id)
);
