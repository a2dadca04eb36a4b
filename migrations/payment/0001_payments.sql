-- Payments, what was asked of providers for them, and the money that moved. What may be, is what the checks here allow:
-- never more captured than the payment is for, never more given back than was captured.

create table payment.payment (
  id uuid primary key,
  reference uuid not null,
  provider text not null,          -- empty: given up before anybody asked for it
  amount_minor bigint not null check (amount_minor >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  description text not null default '',
  status text not null check (status in ('pending', 'requires_action', 'authorized', 'captured', 'partially_refunded',
    'refunded', 'failed', 'voided')),
  wants_capture boolean not null default false,
  wants_void boolean not null default false,
  stray boolean not null default false,
  step text not null default 'none' check (step in ('none', 'authorise', 'capture', 'cancel')),
  step_number integer not null default 0,
  provider_ref text not null default '',
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  refunding_minor bigint not null default 0 check (refunding_minor >= 0),
  next_action jsonb,
  failure_code text not null default '',
  failure_text text not null default '',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (captured_minor between 0 and amount_minor),
  check (refunded_minor + refunding_minor <= captured_minor),
  check (currency is not null or amount_minor = 0)
);
create index payment_newest on payment.payment (id desc);
create index payment_reference on payment.payment (reference);
create index payment_provider_ref on payment.payment (provider, provider_ref) where provider_ref <> '';
-- Those that wait for news of the provider, and those of which money is owed.
create index payment_waiting on payment.payment (updated_at)
  where step = 'none' and status in ('pending', 'requires_action');
create index payment_owing on payment.payment (updated_at)
  where wants_void and captured_minor > refunded_minor + refunding_minor;

create table payment.refund (
  id uuid primary key,
  payment_id uuid not null references payment.payment (id),
  amount_minor bigint not null check (amount_minor > 0),
  reason text not null default '',
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  failure text not null default '',
  provider_ref text not null default '',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index refund_payment on payment.refund (payment_id, id);

-- Each step that a provider was asked for, and what came of it.
create table payment.attempt (
  payment_id uuid not null references payment.payment (id),
  number integer not null,
  step text not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  outcome text not null default '',
  primary key (payment_id, number)
);

-- Double entry: a row is a posting, debited to one account and credited to another, so that the sum over all accounts is
-- zero per currency whatever rows there are. Rows are added and never touched again.
create table payment.ledger (
  id bigint generated always as identity primary key,
  payment_id uuid not null references payment.payment (id),
  refund_id uuid references payment.refund (id),
  debit text not null,
  credit text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  booked_at timestamptz not null,
  check (debit <> credit)
);
-- A payment is captured once and a refund paid once.
create unique index ledger_capture on payment.ledger (payment_id) where refund_id is null;
create unique index ledger_refund on payment.ledger (refund_id) where refund_id is not null;

create function payment.refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception 'what is booked stays as it is' using errcode = 'restrict_violation';
end
$$;
create trigger ledger_is_append_only before update or delete on payment.ledger
  for each row execute function payment.refuse_change();

-- News that providers sent, so that what is sent twice is heard once.
create table payment.webhook (
  provider text not null,
  event_id text not null,
  received_at timestamptz not null,
  primary key (provider, event_id)
);
create index webhook_age on payment.webhook (received_at);

-- How far each provider's journal has been held against ours.
create table payment.reconciliation (
  provider text primary key,
  upto text not null,
  reconciled_at timestamptz not null
);

-- What customers stored to pay with again: what the provider calls it, and never a card.
create table payment.method (
  id uuid primary key,
  user_id uuid not null,
  provider text not null,
  token text not null check (char_length(token) between 1 and 255),
  label text not null default '',
  created_at timestamptz not null,
  unique (user_id, provider, token)
);
