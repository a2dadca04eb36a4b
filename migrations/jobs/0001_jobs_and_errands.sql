-- Jobs and errands (docs/decisions/0015). Whoever works on a row holds it by a lease, and by a fence that grows each time
-- the row is taken: who was paused past the lease finds another fence and changes nothing.

create table jobs.schedule (
  name text primary key,
  timing text not null,
  missed text not null check (missed in ('catch_up', 'skip')),
  known boolean not null default true,
  next_at timestamptz,
  asked_at timestamptz,
  fence bigint not null default 0,
  lease_until timestamptz,
  running_for timestamptz,
  holder text not null default '',
  started_at timestamptz,
  ended_at timestamptz,
  outcome text not null default '' check (outcome in ('', 'succeeded', 'failed', 'skipped')),
  error text not null default '',
  runs bigint not null default 0,
  check ((lease_until is null) = (running_for is null))
);

-- The clock on the wall of a zone, and back. Seconds count from 1970 on that wall.
create function jobs.local_seconds(zone text, moment timestamptz) returns bigint
language sql stable set search_path = pg_catalog, pg_temp
as $$ select floor(extract(epoch from moment at time zone zone))::bigint $$;

-- The first of these local times that comes after the moment; null where none does.
create function jobs.first_after(zone text, locals bigint[], moment timestamptz) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select min(candidate.instant)
  from (
    select (timestamp 'epoch' + local.seconds * interval '1 second') at time zone zone
    from unnest(locals) as local(seconds)
  ) as candidate(instant)
  where candidate.instant > moment
$$;

-- For a job's own transactions: whether the run still holds its lease, which it then keeps until the transaction ends.
create function jobs.hold_run(job text, run_fence bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform from jobs.schedule where name = job and fence = run_fence and lease_until is not null for update;
  return found;
end
$$;

create table jobs.errand (
  id bigint generated always as identity primary key,
  kind text not null,
  key text not null,
  payload jsonb,  -- gone when the errand is done
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  recorded_at timestamptz not null,
  due_at timestamptz not null,  -- while it is performed: when the lease ends
  fence bigint not null default 0,
  failures integer not null default 0,
  in_doubt boolean not null default false,
  holder text not null default '',
  last_error text not null default '',
  ended_at timestamptz,
  correlation_id text not null,
  causation_id text not null,
  actor text not null,
  traceparent text not null,
  constraint errand_key_unique unique (kind, key)
);

create index errand_due on jobs.errand (kind, due_at) where state = 'waiting';
create index errand_done on jobs.errand (ended_at) where state = 'done';
create index errand_failed on jobs.errand (kind, id) where state = 'failed';

-- Travels with COMMIT. The arrays are columns; a key that is there already is the same errand.
create function jobs.record_errands(
  kinds text[], keys text[], payloads jsonb[], delays_ms bigint[], correlation_id text, causation_id text, actor text,
  traceparent text
) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as $$
  insert into jobs.errand (kind, key, payload, recorded_at, due_at, correlation_id, causation_id, actor, traceparent)
  select fresh.kind, fresh.key, fresh.payload, clock.now, clock.now + fresh.delay_ms * interval '1 millisecond', $5, $6,
    $7, $8
  from unnest(kinds, keys, payloads, delays_ms) as fresh(kind, key, payload, delay_ms), kernel.now() as clock(now)
  order by fresh.kind, fresh.key
  on conflict on constraint errand_key_unique do nothing
$$;

-- Both say whether the fence still holds; the row stays locked until the transaction ends.
create function jobs.settle_errand(errand_id bigint, attempt_fence bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update jobs.errand
  set state = 'done', payload = null, in_doubt = false, holder = '', last_error = '', ended_at = kernel.now()
  where id = errand_id and fence = attempt_fence and state = 'waiting';
  return found;
end
$$;

create function jobs.give_up_errand(errand_id bigint, attempt_fence bigint, reason text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update jobs.errand
  set state = 'failed', in_doubt = false, holder = '', last_error = reason, ended_at = kernel.now()
  where id = errand_id and fence = attempt_fence and state = 'waiting';
  return found;
end
$$;
