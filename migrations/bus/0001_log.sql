-- The event log: outbox, event store and history in one. Within a partition the order of positions is the order of
-- commits, because whoever appends holds the partition's lock from the number to the commit
-- (docs/decisions/0012).

create table bus.topic (
  id smallint primary key check (id > 0),  -- small, because it is half the key of a partition's lock
  name text not null unique,
  kind text not null check (kind in ('events', 'commands')),
  partitions smallint not null check (partitions between 1 and 1024)
);

create sequence bus.position as bigint;

-- Column names as Debezium's outbox connector expects them.
create table bus.event (
  position bigint not null,
  topic_id smallint not null,
  partition smallint not null,
  id uuid not null,
  aggregatetype text not null,
  aggregateid text not null,
  type text not null,
  version smallint not null,
  time timestamptz not null,
  headers jsonb not null,
  payload jsonb not null,
  primary key (topic_id, partition, position)
) partition by range (position);

-- One table for each `table_span` positions; there are tables for all positions below `room_until`.
create table bus.layout (
  only_row boolean primary key default true check (only_row),
  table_span bigint not null check (table_span >= 1024),
  room_until bigint not null
);

insert into bus.layout (table_span, room_until) values (1000000, 0);

-- Makes the topics that are not there yet; one that is there stays as it is.
create function bus.topics(names text[], kinds text[], partition_counts smallint[])
returns table (name text, id smallint, partitions smallint)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if exists (
    select from unnest(names) as wanted(name)
    where not exists (select from bus.topic as known where known.name = wanted.name)
  ) then
    lock table bus.topic in share row exclusive mode;
    insert into bus.topic (id, name, kind, partitions)
    select (select coalesce(max(known.id), 0) from bus.topic as known) + row_number() over (order by wanted.name),
      wanted.name, wanted.kind, wanted.partitions
    from unnest(names, kinds, partition_counts) as wanted(name, kind, partitions)
    where not exists (select from bus.topic as known where known.name = wanted.name)
    on conflict do nothing;
  end if;
  return query
    select known.name, known.id, known.partitions from bus.topic as known where known.name = any (names);
end
$$;

-- Tables for what comes after `from_position`. Attaching one takes no lock that readers or writers of the others wait
-- for. Where somebody else is at it, or holds the lock that it takes, it is left for the next append as long as there
-- is room.
create function bus.make_room(from_position bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  span bigint;
  upper bigint;
  part text;
begin
  begin
    select table_span, room_until into span, upper from bus.layout for update nowait;
    lock table bus.event in share update exclusive mode nowait;
  exception when lock_not_available then
    select table_span, room_until into span, upper from bus.layout;
    if upper > from_position + span / 2 then
      return;
    end if;
    select table_span, room_until into span, upper from bus.layout for update;
  end;
  while upper < from_position + 2 * span loop
    part := format('event_%s', upper);
    execute format('create table bus.%I (like bus.event including all)', part);
    execute format('alter table bus.event attach partition bus.%I for values from (%s) to (%s)', part, upper, upper + span);
    upper := upper + span;
  end loop;
  update bus.layout set room_until = upper where room_until < upper;
end
$$;

select bus.make_room(0);

-- Travels with COMMIT. The arrays are columns, in the order of publishing; returns the last position.
create function bus.append(
  topic_ids smallint[], partitions smallint[], ids uuid[], aggregatetypes text[], aggregateids text[], types text[],
  versions smallint[], times timestamptz[], headers jsonb[], payloads jsonb[]
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  lock_key integer;
  positions bigint[];
  last_position bigint;
begin
  for lock_key in
    select distinct chosen.topic_id * 1024 + chosen.partition
    from unnest(topic_ids, partitions) as chosen(topic_id, partition)
    order by 1
  loop
    perform pg_advisory_xact_lock(7201, lock_key);
  end loop;

  -- The numbers first: however many append at once, none has a number that there is no room for.
  positions := array(select nextval('bus.position') from generate_series(1, cardinality(ids)));
  last_position := positions[cardinality(ids)];
  if last_position > (select room_until - table_span from bus.layout) then
    perform bus.make_room(last_position);
  end if;

  insert into bus.event (position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers,
                         payload)
  select fresh.position, fresh.topic_id, fresh.partition, fresh.id, fresh.aggregatetype, fresh.aggregateid,
    fresh.type, fresh.version, fresh.time, fresh.headers, fresh.payload
  from unnest(positions, topic_ids, partitions, ids, aggregatetypes, aggregateids, types, versions, times, headers,
              payloads)
    as fresh(position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers, payload);
  return last_position;
end
$$;

-- All that is committed now is flushed when this has committed, whatever was relaxed: it writes, so its commit has to.
create function bus.flush() returns pg_lsn
language sql security definer set search_path = pg_catalog, pg_temp
as $$ select pg_logical_emit_message(true, 'kontor', '') $$;
