-- Who may come in, and what is theirs. E-mail addresses, names and addresses stand here and nowhere else in the clear:
-- erasing a person empties their rows here and throws their key away (docs/decisions/0017).

create table identity.account (
  id uuid primary key,
  -- As it was given; its key is what it is compared by. Both are gone once the account is erased.
  email text check (char_length(email) <= 254),
  email_key text unique check (email_key = lower(email_key)),
  email_verified_at timestamptz,
  password_hash text,  -- none: nobody can sign in with a password
  status text not null default 'active' check (status in ('active', 'disabled', 'erased')),
  roles text[] not null default '{customer}',
  first_name text check (char_length(first_name) <= 100),
  last_name text check (char_length(last_name) <= 100),
  preferences jsonb not null default '{}' check (jsonb_typeof(preferences) = 'object'),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1,
  check ((status = 'erased') = (email is null)),
  check ((email is null) = (email_key is null)),
  check (status <> 'erased' or (first_name is null and last_name is null and password_hash is null))
);
create index account_newest on identity.account (created_at, id);
create index account_roles on identity.account using gin (roles);

-- Roles beside those that every shop has, which are the program's.
create table identity.role (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{1,49}$'),
  description text not null default '' check (char_length(description) <= 300),
  permissions text[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1
);

-- A sign-in that lasts. Its refresh token changes with each use: `generation` counts them, and only tokens of the
-- present one are good (docs/decisions/0021).
create table identity.session (
  id uuid primary key,
  account_id uuid not null references identity.account (id),
  created_at timestamptz not null,
  refreshed_at timestamptz not null,
  expires_at timestamptz not null,
  generation integer not null default 1,
  token_digests bytea[] not null,  -- several: answers that were lost and asked for again
  used_digest bytea,  -- the token that the present generation was asked for with
  device text check (char_length(device) <= 300),
  address text,
  ended_at timestamptz,
  end_reason text,
  -- What tells of a person is gone with the session's end.
  check (ended_at is null or (device is null and address is null))
);
create index session_account on identity.session (account_id, created_at) where ended_at is null;
create index session_ended on identity.session (ended_at) where ended_at is not null;
create index session_expiry on identity.session (expires_at) where ended_at is null;

-- Links in mails, good once and for a while. Only their digest is kept.
create table identity.one_time_token (
  digest bytea primary key,
  purpose text not null check (purpose in ('verify_email', 'reset_password', 'first_administrator')),
  account_id uuid references identity.account (id),
  -- The address that it was sent to: a digest, to be worthless once the account has another.
  email_digest bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_token_account on identity.one_time_token (account_id, purpose);
create index one_time_token_expiry on identity.one_time_token (expires_at);

create table identity.second_factor (
  account_id uuid primary key references identity.account (id),
  wrapped_secret bytea not null,
  confirmed_at timestamptz,  -- none: being set up
  last_step bigint not null default 0,  -- a code is good once
  recovery_digests bytea[] not null default '{}',
  created_at timestamptz not null
);

create table identity.address (
  id uuid primary key,
  account_id uuid not null references identity.account (id),
  first_name text not null,
  last_name text not null,
  line1 text not null,
  line2 text,
  city text not null,
  region text,
  postal_code text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  phone text,
  is_default_shipping boolean not null default false,
  is_default_billing boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version bigint not null default 1
);
create index address_account on identity.address (account_id, created_at);
create unique index address_default_shipping on identity.address (account_id) where is_default_shipping;
create unique index address_default_billing on identity.address (account_id) where is_default_billing;

-- Failed attempts, by a digest of the address they were made for or came from.
create table identity.throttle (
  digest bytea primary key,
  failures integer not null,
  last_failure_at timestamptz not null,
  blocked_until timestamptz not null
);
create index throttle_age on identity.throttle (last_failure_at);

-- For servers. The secret is shown once and kept as a digest.
create table identity.api_key (
  id uuid primary key,
  prefix text not null unique,
  secret_digest bytea not null,
  name text not null check (char_length(name) between 1 and 100),
  scopes text[] not null,
  created_by uuid not null references identity.account (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_newest on identity.api_key (created_at, id);

-- What access tokens are signed with. A new key is published before it signs, an old one checks until its last token
-- has expired.
create table identity.signing_key (
  id text primary key,  -- the thumbprint
  public_key bytea not null,
  wrapped_key bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  retires_at timestamptz
);

-- What the house alone knows: refresh tokens are recognised and addresses are disguised by keys derived from it.
create table identity.secret (
  name text primary key,
  wrapped_key bytea not null,
  created_at timestamptz not null
);
