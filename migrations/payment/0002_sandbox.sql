-- The sandbox: a provider of our own that behaves as one of others does. Nothing but the sandbox reads or writes these,
-- in transactions of their own.

create table payment.sandbox_charge (
  payment_id uuid primary key,
  key text not null unique,        -- of the request that made it
  ref text not null unique,
  token text not null,
  state text not null check (state in ('pending', 'requires_action', 'authorized', 'captured', 'declined', 'cancelled')),
  code text not null default '',
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  check (captured_minor between 0 and amount_minor),
  check (refunded_minor between 0 and captured_minor)
);

create table payment.sandbox_refund (
  key text primary key,
  payment_id uuid not null references payment.sandbox_charge (payment_id),
  amount_minor bigint not null check (amount_minor > 0)
);

create table payment.sandbox_journal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  payment_id uuid not null,
  state text not null,             -- what the charge became, or 'refunded'
  amount_minor bigint not null,
  refund_key text
);

-- What the sandbox signs its webhooks with: as many random bits as a key has.
create table payment.sandbox_secret (
  secret text not null,
  is_only boolean primary key default true check (is_only)
);
insert into payment.sandbox_secret (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);
