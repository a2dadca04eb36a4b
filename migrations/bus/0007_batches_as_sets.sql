-- As bus.take of each of these partitions, in few statements for all of them; `place` says which. The limits count for
-- all together; a partition that nothing was left for has a row with seen = 0 and more.
-- What is locked by one statement is read by the next ones: a snapshot taken before the lock would not show what its last
-- holder left. Partitions with something unusual (letters, a retry, messages that are left alone) are taken one by one.
-- What the group handles is asked again with the events: a newer program may have come in between, and published.
create or replace function bus.take_each(of_group smallint, topic_ids smallint[], partitions smallint[], known text[],
                                         most integer, most_bytes integer)
returns table (place integer, queued boolean, seen integer, more boolean, "position" bigint, id uuid, aggregatetype text,
               aggregateid text, type text, version smallint, "time" timestamptz, headers text, payload text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  held integer[];     -- places of the partitions that are ours
  special integer[];  -- those of them that are taken one by one
  remembers boolean;
  knows_all boolean;
  wanted text[];
  one bus.taken;
  passed integer;
begin
  -- Whoever empties the group waits for this lock, and from then on nobody else gets it.
  if not pg_try_advisory_xact_lock_shared(7202, of_group) then
    return;
  end if;
  select array_agg(ours.place), bool_and(ours.remembers), bool_and(ours.knows_all),
    array(select split_part(mine.message, '/', 1) from unnest(known) as mine(message))
    into held, remembers, knows_all, wanted
  from (
    select asked.place::integer, not subscriber.rebuildable as remembers, subscriber.messages <@ known as knows_all
    from unnest(topic_ids, partitions) with ordinality as asked(topic_id, partition, place)
    join bus.subscription on subscription.group_id = of_group and subscription.topic_id = asked.topic_id
      and subscription.partition = asked.partition
    join bus.subscriber on subscriber.id = subscription.group_id
    where not subscriber.paused
    for no key update of subscription skip locked
  ) as ours;
  if held is null then
    return;
  end if;
  special := array(
    select mine.place
    from unnest(held) as mine(place)
    where not knows_all
      or exists (
        select from bus.dead_letter as letter
        where letter.group_id = of_group and letter.topic_id = topic_ids[mine.place]
          and letter.partition = partitions[mine.place])
      or exists (
        select from bus.retry
        where retry.group_id = of_group and retry.topic_id = topic_ids[mine.place]
          and retry.partition = partitions[mine.place]));

  foreach place in array special loop
    passed := 0;
    if most > 0 and most_bytes > 0 then
      for one in
        select taken.queued, taken.seen, taken.more, taken.position, taken.id, taken.aggregatetype, taken.aggregateid,
          taken.type, taken.version, taken.time, taken.headers, taken.payload
        from bus.take(of_group, topic_ids[place], partitions[place], known, most, most_bytes) as taken
      loop
        queued := one.queued; seen := one.seen; more := one.more; position := one.position; id := one.id;
        aggregatetype := one.aggregatetype; aggregateid := one.aggregateid; type := one.type; version := one.version;
        time := one.time; headers := one.headers; payload := one.payload;
        return next;
        passed := greatest(passed + 1, seen);
        most_bytes := most_bytes - coalesce(octet_length(payload), 0);
      end loop;
      most := most - passed;
    else
      queued := false; seen := 0; more := true; position := null; payload := null;
      return next;
    end if;
  end loop;

  return query
  with ours as materialized (
    select mine.place, topic_ids[mine.place] as topic_id, partitions[mine.place] as partition, coalesce((
      select earlier.position
      from bus.place as earlier
      where earlier.group_id = of_group and earlier.topic_id = topic_ids[mine.place]
        and earlier.partition = partitions[mine.place]
      order by earlier.position desc
      limit 1), 0) as position
    from unnest(held) as mine(place)
    where mine.place <> all (special)
      and (select subscriber.messages <@ known from bus.subscriber where subscriber.id = of_group)
  ), ahead as (
    select ours.place, e.position, e.id, e.aggregatetype, e.aggregateid, e.type, e.version, e.time, e.headers, e.payload,
      row_number() over upto as number, sum(bus.weight(e.payload)) over upto as weight
    from ours
    cross join lateral (
      select next.position, next.id, next.aggregatetype, next.aggregateid, next.type, next.version, next.time, next.headers,
        next.payload
      from bus.event as next
      where next.topic_id = ours.topic_id and next.partition = ours.partition and next.position > ours.position
      order by next.position
      limit greatest(most, 1)
    ) as e
    window upto as (order by ours.place, e.position)
  ), batch as materialized (
    select ahead.place, ahead.position, ahead.id, ahead.aggregatetype, ahead.aggregateid, ahead.type, ahead.version,
      ahead.time, ahead.headers, ahead.payload, ahead.type = any (wanted) as is_wanted,
      ahead.number <= most and (ahead.number = 1 and most_bytes > 0 or ahead.weight <= most_bytes) as fits
    from ahead
  ), reach as materialized (
    select batch.place, max(batch.position) filter (where batch.fits) as upto,
      count(*) filter (where batch.fits)::integer as seen, count(*) as found
    from batch
    group by batch.place
  ), moved as (
    insert into bus.place (group_id, topic_id, partition, position)
    select of_group, topic_ids[reach.place], partitions[reach.place], reach.upto from reach where reach.seen > 0
  ), fresh as (
    insert into bus.handled (group_id, event_id, position)
    select of_group, batch.id, batch.position
    from batch
    where remembers and batch.fits and batch.is_wanted
    order by batch.position
    on conflict do nothing
    returning handled.position
  )
  select ours.place, false, coalesce(reach.seen, 0), coalesce(reach.found >= most or reach.found > reach.seen, false),
    mine.position, mine.id, mine.aggregatetype, mine.aggregateid, mine.type, mine.version, mine.time, mine.headers::text,
    mine.payload::text
  from ours
  left join reach on reach.place = ours.place
  left join batch as mine on mine.place = ours.place and mine.fits and mine.is_wanted
    and (not remembers or mine.position in (select fresh.position from fresh))
  order by ours.place, mine.position;
end
$$;

-- As before; where nothing is unusual (no letters, no retry, no message that is left alone), in few statements. What the
-- group handles is asked again with the events, as above.
create or replace function bus.take(of_group smallint, of_topic smallint, of_partition smallint, known text[], most integer,
                                    most_bytes integer)
returns setof bus.taken
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  remembers boolean;
  left_alone text[];
  wanted text[];
  from_place bigint;
  has_letters boolean;
  waits_until timestamptz;
begin
  -- Whoever empties the group waits for this lock, and from then on nobody else gets it.
  if not pg_try_advisory_xact_lock_shared(7202, of_group) then
    return;
  end if;
  select not subscriber.rebuildable,
    array(select newer.message from unnest(subscriber.messages) as newer(message) where newer.message <> all (known)),
    array(select split_part(mine.message, '/', 1) from unnest(known) as mine(message))
    into remembers, left_alone, wanted
  from bus.subscription
  join bus.subscriber on subscriber.id = subscription.group_id
  where subscription.group_id = of_group and subscription.topic_id = of_topic and subscription.partition = of_partition
    and not subscriber.paused
  for no key update of subscription skip locked;
  if not found then
    return;
  end if;
  select (
      select place.position
      from bus.place
      where place.group_id = of_group and place.topic_id = of_topic and place.partition = of_partition
      order by place.position desc
      limit 1),
    exists (
      select from bus.dead_letter as letter
      where letter.group_id = of_group and letter.topic_id = of_topic and letter.partition = of_partition),
    (select retry.next_at
     from bus.retry
     where retry.group_id = of_group and retry.topic_id = of_topic and retry.partition = of_partition)
    into from_place, has_letters, waits_until;

  if not has_letters and waits_until is null and cardinality(left_alone) = 0 then
    return query
    with ahead as (
      select e.position, e.id, e.aggregatetype, e.aggregateid, e.type, e.version, e.time, e.headers, e.payload,
        row_number() over upto as number, sum(bus.weight(e.payload)) over upto as weight
      from (
        select next.position, next.id, next.aggregatetype, next.aggregateid, next.type, next.version, next.time,
          next.headers, next.payload
        from bus.event as next
        where next.topic_id = of_topic and next.partition = of_partition and next.position > coalesce(from_place, 0)
          and (select subscriber.messages <@ known from bus.subscriber where subscriber.id = of_group)
        order by next.position
        limit most
      ) as e
      window upto as (order by e.position)
    ), batch as materialized (
      select ahead.position, ahead.id, ahead.aggregatetype, ahead.aggregateid, ahead.type, ahead.version, ahead.time,
        ahead.headers, ahead.payload, ahead.number = 1 or ahead.weight <= most_bytes as fits
      from ahead
    ), reach as materialized (
      select max(batch.position) filter (where batch.fits) as upto,
        count(*) filter (where batch.fits)::integer as seen, count(*) as found
      from batch
    ), moved as (
      insert into bus.place (group_id, topic_id, partition, position)
      select of_group, of_topic, of_partition, reach.upto from reach where reach.seen > 0
    ), fresh as (
      insert into bus.handled (group_id, event_id, position)
      select of_group, batch.id, batch.position
      from batch
      where remembers and batch.fits and batch.type = any (wanted)
      order by batch.position
      on conflict do nothing
      returning handled.position
    )
    select false, reach.seen, reach.found = most or reach.seen < reach.found, mine.position, mine.id, mine.aggregatetype,
      mine.aggregateid, mine.type, mine.version, mine.time, mine.headers::text, mine.payload::text
    from reach
    left join batch as mine on mine.fits and mine.type = any (wanted)
      and (not remembers or mine.position in (select fresh.position from fresh))
    order by mine.position;
    return;
  end if;

  if has_letters and cardinality(left_alone) = 0 then
    return query select taken.queued, taken.seen, taken.more, taken.position, taken.id, taken.aggregatetype,
      taken.aggregateid, taken.type, taken.version, taken.time, taken.headers, taken.payload
      from bus.take_queued(of_group, of_topic, of_partition, remembers, most, most_bytes) as taken;
    if found then
      return;
    end if;
  end if;
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
  return query select taken.queued, taken.seen, taken.more, taken.position, taken.id, taken.aggregatetype, taken.aggregateid,
    taken.type, taken.version, taken.time, taken.headers, taken.payload
    from bus.take_next(of_group, of_topic, of_partition, remembers, wanted, left_alone, most, most_bytes) as taken;
end
$$;

-- As before, in fewer statements.
create or replace function bus.append(
  topic_ids smallint[], partitions smallint[], ids uuid[], aggregatetypes text[], aggregateids text[], types text[],
  versions smallint[], times timestamptz[], headers jsonb[], payloads jsonb[]
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
as $$
declare
  positions bigint[];
  room_is_short boolean;
  mark jsonb := case when current_setting('synchronous_commit') = 'off' then '{"relaxed": true}' else '{}' end;
begin
  perform pg_advisory_xact_lock(7201, ordered.lock_key)
  from (
    select distinct chosen.topic_id * 1024 + chosen.partition as lock_key
    from unnest(topic_ids, partitions) as chosen(topic_id, partition)
    order by lock_key
  ) as ordered;

  -- The numbers first: however many append at once, none has a number that there is no room for.
  select array_agg(fresh.number), max(fresh.number) > (select room_until - table_span from bus.layout)
    into positions, room_is_short
  from (select nextval('bus.position') as number from generate_series(1, cardinality(ids))) as fresh;
  if room_is_short then
    perform bus.make_room(positions[cardinality(positions)]);
  end if;

  insert into bus.event (position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers,
                         payload)
  select fresh.position, fresh.topic_id, fresh.partition, fresh.id, fresh.aggregatetype, fresh.aggregateid,
    fresh.type, fresh.version, fresh.time, fresh.headers || mark, fresh.payload
  from unnest(positions, topic_ids, partitions, ids, aggregatetypes, aggregateids, types, versions, times, headers,
              payloads)
    as fresh(position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers, payload);
  return positions[cardinality(positions)];
end
$$;
