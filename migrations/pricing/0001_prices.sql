-- What things cost beside the catalog's list prices: price lists, promotions, taxes; and who has claimed what of the
-- promotions that are limited.

create table pricing.currency (
  code text primary key check (code ~ '^[A-Z]{3}$'),
  enabled boolean not null default true,
  prices_include_tax boolean not null default true,
  version bigint not null default 1
);

create table pricing.tax_class (
  code text primary key check (code ~ '^[a-z][a-z0-9_]{0,49}$'),
  name text not null check (char_length(name) between 1 and 100),
  version bigint not null default 1
);
insert into pricing.tax_class (code, name) values ('standard', 'Standard rate');

create table pricing.tax_zone (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 100),
  country text not null check (country ~ '^[A-Z]{2}$'),
  region text check (char_length(region) between 1 and 50),
  postal_prefix text check (char_length(postal_prefix) between 1 and 12),
  prices_include_tax boolean,  -- none: as the currency says
  version bigint not null default 1
);
-- A place is in one zone of each width.
create unique index tax_zone_place
  on pricing.tax_zone (country, coalesce(lower(region), ''), coalesce(lower(postal_prefix), ''));

-- Counts until the next one of its class begins.
create table pricing.tax_rate (
  zone_id uuid not null references pricing.tax_zone (id) on delete cascade,
  tax_class text not null references pricing.tax_class (code),
  valid_from timestamptz not null,
  rate_ppm integer not null check (rate_ppm between 0 and 1000000),
  primary key (zone_id, tax_class, valid_from)
);
create index tax_rate_class on pricing.tax_rate (tax_class);

-- Products that are not of the standard class.
create table pricing.product_tax_class (
  product_id uuid primary key,
  tax_class text not null references pricing.tax_class (code)
);
create index product_tax_class_class on pricing.product_tax_class (tax_class);

create table pricing.price_list (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 200),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  customer_group text check (char_length(customer_group) between 1 and 100),
  enabled boolean not null default true,
  priority bigint not null default 0,
  starts_at timestamptz,
  ends_at timestamptz check (ends_at > starts_at),
  version bigint not null default 1
);

create table pricing.price_list_entry (
  variant_id uuid not null,
  list_id uuid not null references pricing.price_list (id) on delete cascade,
  from_quantity bigint not null default 1 check (from_quantity between 1 and 1000000),
  amount_minor bigint not null check (amount_minor >= 0),
  compare_at_minor bigint check (compare_at_minor > amount_minor),
  primary key (variant_id, list_id, from_quantity)
);
create index price_list_entry_list on pricing.price_list_entry (list_id, variant_id, from_quantity);

create table pricing.promotion (
  id uuid primary key,
  name text not null check (char_length(name) between 1 and 200),
  enabled boolean not null default true,
  automatic boolean not null default false,
  stacking text not null check (stacking in ('combinable', 'exclusive')),
  priority bigint not null default 0,
  starts_at timestamptz,
  ends_at timestamptz check (ends_at > starts_at),
  terms jsonb not null check (jsonb_typeof(terms) = 'object'),
  created_at timestamptz not null,
  version bigint not null default 1
);

-- Limits and what was claimed of them, apart from the promotion, because orders write here. That more is claimed than
-- there is, is not possible: the checks refuse it.
create table pricing.promotion_counter (
  promotion_id uuid primary key references pricing.promotion (id) on delete cascade,
  usage_limit bigint check (usage_limit > 0),
  used bigint not null default 0 check (used >= 0),
  per_customer_limit bigint check (per_customer_limit > 0),
  budget_currency text check (budget_currency ~ '^[A-Z]{3}$'),
  budget_minor bigint check (budget_minor > 0),
  spent_minor bigint not null default 0 check (spent_minor >= 0),
  constraint used_within_limit check (used <= usage_limit),
  constraint spent_within_budget check (spent_minor <= budget_minor),
  check ((budget_currency is null) = (budget_minor is null))
) with (fillfactor = 50);

-- Codes are compared in upper case.
create table pricing.promotion_code (
  code_key text primary key check (code_key = upper(code_key) and char_length(code_key) between 1 and 50),
  code text not null,
  promotion_id uuid not null references pricing.promotion (id) on delete cascade,
  usage_limit bigint check (usage_limit > 0),
  used bigint not null default 0 check (used >= 0),
  constraint code_used_within_limit check (used <= usage_limit)
) with (fillfactor = 80);
create index promotion_code_promotion on pricing.promotion_code (promotion_id, code_key);

-- How often a customer has a promotion whose use by each is limited.
create table pricing.customer_use (
  promotion_id uuid not null references pricing.promotion (id) on delete cascade,
  buyer text not null check (char_length(buyer) <= 200),
  used bigint not null default 0 check (used >= 0),
  primary key (promotion_id, buyer)
);

-- What was asked for under a reference, and what became of it. `released` without a claim before it refuses one that
-- comes later.
create table pricing.claim (
  reference uuid primary key,
  state text not null check (state in ('claimed', 'refused', 'released')),
  buyer text,
  refusals jsonb not null default '[]',
  changed_at timestamptz not null
);

-- What is counted for a claim; gone with its release.
create table pricing.claim_line (
  reference uuid not null references pricing.claim (reference),
  promotion_id uuid not null references pricing.promotion (id),
  code_key text,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (reference, promotion_id)
);
create index claim_line_promotion on pricing.claim_line (promotion_id);
