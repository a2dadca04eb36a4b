-- How the log reaches its groups. A group has a place in each partition of its topics; a worker takes a partition,
-- handles what lies behind the place and commits the new place together with what the handlers wrote. All of it goes
-- through functions, because the transaction is the module's (docs/decisions/0014).

create table bus.subscriber (
  id smallint generated always as identity primary key,
  name text not null unique,
  rebuildable boolean not null,
  paused boolean not null default false,
  -- What the programs that serve it handle, as type/version. One that knows less leaves the rest to the others.
  messages text[] not null
);

-- The programs that serve a group, each until it has not been seen for a while; `turn` says who was started last.
create table bus.attendance (
  group_id smallint not null references bus.subscriber on delete cascade,
  instance uuid not null,
  turn bigint not null generated always as identity,
  good_until timestamptz not null,
  messages text[] not null,
  primary key (group_id, instance)
);

-- Only locked, never changed: whoever holds the row works on that partition.
create table bus.subscription (
  group_id smallint not null references bus.subscriber on delete cascade,
  topic_id smallint not null references bus.topic,
  partition smallint not null,
  primary key (group_id, topic_id, partition)
);

-- The newest counts. A row that is added bloats nothing while a snapshot is held elsewhere; old ones are deleted in bulk.
create table bus.place (
  group_id smallint not null,
  topic_id smallint not null,
  partition smallint not null,
  position bigint not null,
  primary key (group_id, topic_id, partition, position),
  foreign key (group_id, topic_id, partition) references bus.subscription on delete cascade
);

-- What a group that cannot be rebuilt has handled, for good: an event that comes twice is handled once.
create table bus.handled (
  group_id smallint not null references bus.subscriber on delete cascade,
  event_id uuid not null,
  position bigint not null,
  primary key (group_id, event_id)
);

-- The event behind the place that failed and is tried again.
create table bus.retry (
  group_id smallint not null,
  topic_id smallint not null,
  partition smallint not null,
  position bigint not null,
  attempts smallint not null,
  next_at timestamptz not null,
  error_code text not null,
  error_detail text not null,
  primary key (group_id, topic_id, partition),
  foreign key (group_id, topic_id, partition) references bus.subscription on delete cascade
);

-- Events that a group gave up (dead) and those of the same key that wait behind them. The lowest of its key, if it is not
-- dead, has its turn from next_at on, and all behind it with it. Rows come and go, but for `dead`, under the lock of their
-- partition.
create table bus.dead_letter (
  group_id smallint not null,
  position bigint not null,
  topic_id smallint not null,
  partition smallint not null,
  aggregateid text not null,
  dead boolean not null,
  behind boolean not null,  -- another one, of its key, comes first
  attempts smallint not null default 0,
  next_at timestamptz,
  error_code text not null default '',
  error_detail text not null default '',
  since timestamptz not null,
  primary key (group_id, position),
  foreign key (group_id, topic_id, partition) references bus.subscription on delete cascade
);

create index dead_letter_queue on bus.dead_letter (group_id, topic_id, partition, aggregateid, position);
create index dead_letter_turn on bus.dead_letter (group_id, topic_id, partition, position) where not dead and not behind;

-- A group handles what the programs do that are there. It forgets a message only when the program that was started last
-- is there and knows it no more, nor does any other: of one that died in the middle of an upgrade, what only it knew is
-- kept for it.
create function bus.agree(of_groups smallint[]) returns void
language sql set search_path = pg_catalog, pg_temp
as $$
  update bus.subscriber
  set messages = agreed.messages
  from (
    select attendance.group_id, array_agg(distinct message order by message) as messages
    from bus.attendance
    cross join unnest(attendance.messages) as message
    where attendance.group_id = any (of_groups) and attendance.good_until > kernel.now()
    group by attendance.group_id
  ) as agreed
  where subscriber.id = agreed.group_id and subscriber.messages <> agreed.messages
    and (subscriber.messages <@ agreed.messages or (
      select newest.good_until > kernel.now()
      from bus.attendance as newest
      where newest.group_id = subscriber.id
      order by newest.turn desc
      limit 1))
$$;

-- Says that the program goes on serving these groups, for so long (0: no more); how many of them are still there.
create function bus.attend(of_groups smallint[], by_instance uuid, for_seconds integer) returns integer
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  attended integer;
begin
  update bus.attendance
  set good_until = kernel.now() + make_interval(secs => for_seconds)
  where group_id = any (of_groups) and instance = by_instance;
  get diagnostics attended = row_count;
  if for_seconds > 0 then
    perform bus.agree(of_groups);
  end if;
  return attended;
end
$$;

-- Registers a group for all partitions of these topics, served by this program for so long; may be repeated. New
-- subscriptions begin at the beginning.
create function bus.subscribe(
  group_name text, can_rebuild boolean, topic_ids smallint[], known text[], by_instance uuid, for_seconds integer
) returns smallint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  found_id smallint;
begin
  insert into bus.subscriber (name, rebuildable, messages)
  select group_name, can_rebuild, known where not exists (select from bus.subscriber registered where registered.name = group_name)
  on conflict do nothing;
  select registered.id into found_id from bus.subscriber registered where registered.name = group_name;
  update bus.subscriber set rebuildable = can_rebuild where id = found_id and rebuildable <> can_rebuild;
  insert into bus.attendance (group_id, instance, good_until, messages)
  values (found_id, by_instance, kernel.now() + make_interval(secs => for_seconds), known)
  on conflict (group_id, instance) do update set good_until = excluded.good_until;
  perform bus.agree(array[found_id]);
  insert into bus.subscription (group_id, topic_id, partition)
  select found_id, topic.id, number
  from bus.topic cross join lateral generate_series(0, topic.partitions - 1) as number
  where topic.id = any (topic_ids)
  on conflict do nothing;
  return found_id;
end
$$;

-- One row for each event to handle; a single row without an event where there was none to handle, with seen = 0 where
-- the place did not move. `seen` counts the events of the log that the place moved over; `more`: there may be others.
create type bus.taken as (
  queued boolean,
  seen integer,
  more boolean,
  position bigint,
  id uuid,
  aggregatetype text,
  aggregateid text,
  type text,
  version smallint,
  time timestamptz,
  headers text,
  payload text
);

-- What a payload weighs in the memory of who reads it, without reading it: a compressed one sixteen times its bytes,
-- which is more than JSON is packed by.
create function bus.weight(payload jsonb) returns bigint
language sql stable  -- as what it calls, so that it is inlined
as $$
  select case when pg_catalog.pg_column_compression(payload) is null then pg_catalog.pg_column_size(payload)::bigint
    else 16::bigint * pg_catalog.pg_column_size(payload) end
$$;

-- Of these positions, ascending, the first ones whose payloads weigh no more; at least one.
create function bus.fitting(of_topic smallint, of_partition smallint, positions bigint[], most_bytes integer)
returns bigint[]
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select running.position
    from (
      select e.position, sum(bus.weight(e.payload)) over upto as weight, row_number() over upto as number
      from bus.event as e
      where e.topic_id = of_topic and e.partition = of_partition and e.position = any (positions)
        and e.position between positions[1] and positions[cardinality(positions)]
      window upto as (order by e.position)
    ) as running
    where running.number = 1 or running.weight <= most_bytes
    order by running.position);
end
$$;

-- The dead letters whose turn it is: the first of their keys, and what follows those. What it costs does not grow with
-- the letters that wait for somebody.
-- Positions are looked for as arrays, so that a plan without statistics does not walk over all letters either.
create function bus.take_queued(
  of_group smallint, of_topic smallint, of_partition smallint, remembers boolean, most integer, most_bytes integer
) returns setof bus.taken
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  this_moment timestamptz := kernel.now();
begin
  return query
  with first as materialized (
    select letter.position, letter.aggregateid
    from bus.dead_letter as letter
    where letter.group_id = of_group and letter.topic_id = of_topic and letter.partition = of_partition
      and not letter.dead and not letter.behind and (letter.next_at is null or letter.next_at <= this_moment)
    order by letter.position
    limit most
  ), run_of_any_weight as materialized (
    select follower.position, first.aggregateid
    from first
    cross join lateral (
      select letter.position
      from bus.dead_letter as letter
      where letter.group_id = of_group and letter.topic_id = of_topic and letter.partition = of_partition
        and letter.aggregateid = first.aggregateid and letter.position >= first.position
      order by letter.position
      limit most
    ) as follower
    order by follower.position
    limit most
  ), run as materialized (
    select follower.position, follower.aggregateid
    from run_of_any_weight as follower
    where follower.position = any (array(
      select unnest(bus.fitting(of_topic, of_partition,
        array(select every.position from run_of_any_weight as every order by every.position), most_bytes))))
  ), turn as (
    delete from bus.dead_letter as leaving
    where leaving.group_id = of_group and leaving.position = any (array(select run.position from run))
    returning leaving.position
  ), promoted as (
    update bus.dead_letter as successor
    set behind = false
    where successor.group_id = of_group and successor.position = any (array(
      select next_letter.position
      from (select run.aggregateid, max(run.position) as upto from run group by run.aggregateid) as gone
      cross join lateral (
        select letter.position
        from bus.dead_letter as letter
        where letter.group_id = of_group and letter.topic_id = of_topic and letter.partition = of_partition
          and letter.aggregateid = gone.aggregateid and letter.position > gone.upto
        order by letter.position
        limit 1
      ) as next_letter))
  ), batch as materialized (
    select e.position, e.id, e.aggregatetype, e.aggregateid, e.type, e.version, e.time, e.headers, e.payload
    from bus.event as e
    where e.topic_id = of_topic and e.partition = of_partition and e.position = any (array(select turn.position from turn))
  ), fresh as (
    insert into bus.handled (group_id, event_id, position)
    select of_group, batch.id, batch.position from batch where remembers order by batch.position
    on conflict do nothing
    returning handled.position
  )
  select true, 0, true, mine.position, mine.id, mine.aggregatetype, mine.aggregateid, mine.type, mine.version, mine.time,
    mine.headers::text, mine.payload::text
  from (select count(*) from turn having count(*) > 0) as any_turn
  left join (
    select batch.position, batch.id, batch.aggregatetype, batch.aggregateid, batch.type, batch.version, batch.time,
      batch.headers, batch.payload
    from batch
    where not remembers or batch.position in (select fresh.position from fresh)
  ) as mine on true
  order by mine.position;
end
$$;

-- What lies behind the place, of the wanted types; moves the place over all of it, but not over a message that is left
-- alone. Events of a key that has dead letters go behind them.
create function bus.take_next(
  of_group smallint, of_topic smallint, of_partition smallint, remembers boolean, wanted text[], left_alone text[],
  most integer, most_bytes integer
) returns setof bus.taken
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
  from_place bigint;
  stop_before bigint := 9223372036854775807;
  found_positions bigint[];
  positions bigint[];
begin
  select place.position into from_place
  from bus.place
  where place.group_id = of_group and place.topic_id = of_topic and place.partition = of_partition
  order by place.position desc
  limit 1;
  from_place := coalesce(from_place, 0);
  if cardinality(left_alone) > 0 then
    select coalesce(min(ahead.position), stop_before) into stop_before
    from (
      select e.position, e.type, e.version
      from bus.event as e
      where e.topic_id = of_topic and e.partition = of_partition and e.position > from_place
      order by e.position
      limit most
    ) as ahead
    where ahead.type || '/' || ahead.version = any (left_alone);
  end if;
  found_positions := array(
    select e.position
    from bus.event as e
    where e.topic_id = of_topic and e.partition = of_partition and e.position > from_place and e.position < stop_before
    order by e.position
    limit most);
  positions := found_positions;
  if cardinality(found_positions) > 1 then
    positions := bus.fitting(of_topic, of_partition, found_positions, most_bytes);
  end if;

  return query
  with batch as materialized (
    select e.position, e.id, e.aggregatetype, e.aggregateid, e.type, e.version, e.time, e.headers, e.payload
    from bus.event as e
    where e.topic_id = of_topic and e.partition = of_partition and e.position > from_place
      and e.position <= coalesce(positions[cardinality(positions)], 0)
    order by e.position
    limit most
  ), reach as (
    select max(batch.position) as upto, count(*)::integer as seen from batch
  ), moved as (
    insert into bus.place (group_id, topic_id, partition, position)
    select of_group, of_topic, of_partition, reach.upto from reach where reach.seen > 0
  ), behind as (
    insert into bus.dead_letter (group_id, position, topic_id, partition, aggregateid, dead, behind, since)
    select of_group, batch.position, of_topic, of_partition, batch.aggregateid, false, true, kernel.now()
    from batch
    where batch.type = any (wanted) and (  -- a value, so that each key is one step into the index
      select true
      from bus.dead_letter as earlier
      where earlier.group_id = of_group and earlier.topic_id = of_topic and earlier.partition = of_partition
        and earlier.aggregateid = batch.aggregateid
      limit 1)
    returning dead_letter.position
  ), fresh as (
    insert into bus.handled (group_id, event_id, position)
    select of_group, batch.id, batch.position
    from batch
    where remembers and batch.type = any (wanted) and batch.position not in (select behind.position from behind)
    order by batch.position
    on conflict do nothing
    returning handled.position
  )
  select false, reach.seen, cardinality(found_positions) = most or reach.seen < cardinality(found_positions), mine.position, mine.id, mine.aggregatetype, mine.aggregateid, mine.type,
    mine.version, mine.time, mine.headers::text, mine.payload::text
  from reach
  left join (
    select batch.position, batch.id, batch.aggregatetype, batch.aggregateid, batch.type, batch.version, batch.time,
      batch.headers, batch.payload
    from batch
    where batch.type = any (wanted) and batch.position not in (select behind.position from behind)
      and (not remembers or batch.position in (select fresh.position from fresh))
  ) as mine on true
  order by mine.position;
end
$$;

-- Holds the partition until the transaction ends, and takes what comes next: no row where somebody else holds it, where
-- the group is paused or being emptied, or where an event waits for its next attempt. What is taken counts as handled
-- when the transaction commits. `known`: the messages that the caller has handlers of, as type/version.
create function bus.take(of_group smallint, of_topic smallint, of_partition smallint, known text[], most integer,
                         most_bytes integer)
returns setof bus.taken
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  remembers boolean;
  left_alone text[];
  waits_until timestamptz;
begin
  -- Whoever empties the group waits for this lock, and from then on nobody else gets it.
  if not pg_try_advisory_xact_lock_shared(7202, of_group) then
    return;
  end if;
  select not subscriber.rebuildable,
    array(select newer.message from unnest(subscriber.messages) as newer(message) where newer.message <> all (known))
    into remembers, left_alone
  from bus.subscription
  join bus.subscriber on subscriber.id = subscription.group_id
  where subscription.group_id = of_group and subscription.topic_id = of_topic and subscription.partition = of_partition
    and not subscriber.paused
  for no key update of subscription skip locked;
  if not found then
    return;
  end if;

  if cardinality(left_alone) = 0 and exists (
    select from bus.dead_letter as letter
    where letter.group_id = of_group and letter.topic_id = of_topic and letter.partition = of_partition
      and not letter.dead and not letter.behind
  ) then
    return query select taken.queued, taken.seen, taken.more, taken.position, taken.id, taken.aggregatetype, taken.aggregateid, taken.type,
      taken.version, taken.time, taken.headers, taken.payload
      from bus.take_queued(of_group, of_topic, of_partition, remembers, most, most_bytes) as taken;
    if found then
      return;
    end if;
  end if;

  select retry.next_at into waits_until
  from bus.retry
  where retry.group_id = of_group and retry.topic_id = of_topic and retry.partition = of_partition;
  if waits_until > kernel.now() then
    return;
  end if;
  if waits_until is not null then
    most := 1;
    delete from bus.retry
    where retry.group_id = of_group and retry.topic_id = of_topic and retry.partition = of_partition
      and not exists (
        select from bus.event as e
        where e.topic_id = of_topic and e.partition = of_partition and e.position = retry.position
          and e.type || '/' || e.version = any (left_alone));
  end if;
  return query select taken.queued, taken.seen, taken.more, taken.position, taken.id, taken.aggregatetype, taken.aggregateid, taken.type,
    taken.version, taken.time, taken.headers, taken.payload
    from bus.take_next(of_group, of_topic, of_partition, remembers,
      array(select split_part(mine.message, '/', 1) from unnest(known) as mine(message)), left_alone, most,
      most_bytes) as taken;
end
$$;

-- The event, run alone, failed: counts the attempt and says when the next one is; after `allowed` attempts it is a dead
-- letter and the place moves on. No row where somebody else holds the partition or was faster.
create function bus.fail(
  of_group smallint, of_topic smallint, of_partition smallint, at_position bigint, was_queued boolean,
  allowed integer, first_ms integer, longest_ms integer, code text, detail text
) returns table (attempts integer, dead boolean, pause_ms integer)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  tries integer;
  pause integer;
begin
  if not pg_try_advisory_xact_lock_shared(7202, of_group) then
    return;
  end if;
  perform from bus.subscription as mine
  where mine.group_id = of_group and mine.topic_id = of_topic and mine.partition = of_partition
  for no key update skip locked;
  if not found then
    return;
  end if;

  if was_queued then
    select letter.attempts + 1 into tries
    from bus.dead_letter as letter
    where letter.group_id = of_group and letter.position = at_position and not letter.dead;
  else
    if exists (
      select from bus.place as passed
      where passed.group_id = of_group and passed.topic_id = of_topic and passed.partition = of_partition
        and passed.position >= at_position
    ) then
      return;
    end if;
    select coalesce((
      select earlier.attempts from bus.retry as earlier
      where earlier.group_id = of_group and earlier.topic_id = of_topic and earlier.partition = of_partition
        and earlier.position = at_position), 0) + 1 into tries;
  end if;
  if tries is null then
    return;
  end if;
  pause := random() * least(longest_ms, first_ms * power(2, tries - 1));

  if was_queued then
    update bus.dead_letter as letter
    set attempts = tries, dead = tries >= allowed, error_code = code, error_detail = detail,
      next_at = case when tries < allowed then kernel.now() + make_interval(secs => pause / 1000.0) end
    where letter.group_id = of_group and letter.position = at_position;
  else
    delete from bus.retry as earlier
    where earlier.group_id = of_group and earlier.topic_id = of_topic and earlier.partition = of_partition;
    if tries < allowed then
      insert into bus.retry (group_id, topic_id, partition, position, attempts, next_at, error_code, error_detail)
      values (of_group, of_topic, of_partition, at_position, tries, kernel.now() + make_interval(secs => pause / 1000.0),
        code, detail);
    else
      insert into bus.dead_letter (group_id, position, topic_id, partition, aggregateid, dead, behind, attempts,
                                   error_code, error_detail, since)
      select of_group, e.position, of_topic, of_partition, e.aggregateid, true, false, tries, code, detail, kernel.now()
      from bus.event as e
      where e.topic_id = of_topic and e.partition = of_partition and e.position = at_position;
      insert into bus.place (group_id, topic_id, partition, position)
      values (of_group, of_topic, of_partition, at_position);
    end if;
  end if;
  return query select tries, tries >= allowed, pause;
end
$$;

-- Waits for the group's batches at work and keeps new ones from beginning until the transaction ends.
create function bus.shut(of_group smallint) returns void
language sql security definer set search_path = pg_catalog, pg_temp
as $$ select pg_advisory_xact_lock(7202, of_group) $$;

-- Sets the places of a group that was shut; forgets what failed.
create function bus.rewind(of_group smallint, topic_ids smallint[], partitions smallint[], places bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from bus.subscriber where subscriber.id = of_group and subscriber.rebuildable) then
    raise exception 'group % is not rebuildable', of_group;
  end if;
  delete from bus.dead_letter where dead_letter.group_id = of_group;
  delete from bus.retry where retry.group_id = of_group;
  delete from bus.place where place.group_id = of_group;
  insert into bus.place (group_id, topic_id, partition, position)
  select of_group, target.topic_id, target.partition, target.position
  from unnest(topic_ids, partitions, places) as target(topic_id, partition, position)
  where target.position > 0;
end
$$;
