-- What was done by whom, as a chain: each entry's hash covers the entry and the hash before it (docs/decisions/0020). The
-- texts are kept as they were written, not as jsonb, because the hash covers their bytes.

create table audit.entry (
  number bigint primary key check (number > 0),
  at timestamptz not null,
  event_id uuid not null unique,  -- in the log
  action text not null,
  subject text not null,
  actor text not null,
  correlation_id text not null,  -- of the request
  before text not null,
  after text not null,
  personal text not null,  -- sealed
  previous_hash bytea not null unique check (octet_length(previous_hash) = 32),
  hash bytea not null check (octet_length(hash) = 32)
);

create index entry_action on audit.entry (action, number);
create index entry_subject on audit.entry (subject, number);
create index entry_actor on audit.entry (actor, number);
create index entry_at on audit.entry (at);

-- No role has the right to; this holds also for who was given it by mistake, and for the owner.
create function audit.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete or truncate on audit.entry
for each statement execute function audit.refuse_change();

alter table audit.entry enable always trigger append_only;
