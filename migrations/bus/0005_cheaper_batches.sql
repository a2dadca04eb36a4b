-- Places and handled events are written with every batch, and each of these keys looked its group up again and locked
-- its row: one row for all batches of a group at once. Who forgets a group deletes what it has left (group_writes.cpp).
alter table bus.place drop constraint place_group_id_topic_id_partition_fkey;
alter table bus.handled drop constraint handled_group_id_fkey;

-- In plpgsql, which keeps its plans.
create or replace function bus.flush() returns pg_lsn
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return pg_logical_emit_message(true, 'kontor', '');
end
$$;

-- Of several partitions of a group, in one round trip: as bus.take of each, in this order; `place` says which. The limits
-- count for all together; a partition that nothing was left for has a row with seen = 0 and more.
create function bus.take_each(of_group smallint, topic_ids smallint[], partitions smallint[], known text[], most integer,
                              most_bytes integer)
returns table (place integer, queued boolean, seen integer, more boolean, "position" bigint, id uuid, aggregatetype text,
               aggregateid text, type text, version smallint, "time" timestamptz, headers text, payload text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  one bus.taken;
  passed integer;
begin
  for i in 1 .. cardinality(topic_ids) loop
    place := i;
    if most < 1 or most_bytes < 1 then
      queued := false; seen := 0; more := true; position := null; payload := null;
      return next;
      continue;
    end if;
    passed := 0;
    for one in
      select taken.queued, taken.seen, taken.more, taken.position, taken.id, taken.aggregatetype, taken.aggregateid,
        taken.type, taken.version, taken.time, taken.headers, taken.payload
      from bus.take(of_group, topic_ids[i], partitions[i], known, most, most_bytes) as taken
    loop
      queued := one.queued; seen := one.seen; more := one.more; position := one.position; id := one.id;
      aggregatetype := one.aggregatetype; aggregateid := one.aggregateid; type := one.type; version := one.version;
      time := one.time; headers := one.headers; payload := one.payload;
      return next;
      passed := greatest(passed + 1, seen);
      most_bytes := most_bytes - coalesce(octet_length(payload), 0);
    end loop;
    most := most - passed;
  end loop;
end
$$;

-- As before; and says of an event that its transaction is relaxed (the caller is done with its settings: this travels with
-- COMMIT). All others are flushed before anybody sees them, so that a tail need not flush again.
create or replace function bus.append(
  topic_ids smallint[], partitions smallint[], ids uuid[], aggregatetypes text[], aggregateids text[], types text[],
  versions smallint[], times timestamptz[], headers jsonb[], payloads jsonb[]
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  lock_key integer;
  positions bigint[];
  last_position bigint;
  mark jsonb := case when current_setting('synchronous_commit') = 'off' then '{"relaxed": true}' else '{}' end;
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
    fresh.type, fresh.version, fresh.time, fresh.headers || mark, fresh.payload
  from unnest(positions, topic_ids, partitions, ids, aggregatetypes, aggregateids, types, versions, times, headers,
              payloads)
    as fresh(position, topic_id, partition, id, aggregatetype, aggregateid, type, version, time, headers, payload);
  return last_position;
end
$$;

-- What stands in every transaction is planned once.
alter function bus.append(smallint[], smallint[], uuid[], text[], text[], text[], smallint[], timestamptz[], jsonb[], jsonb[])
  set plan_cache_mode = force_generic_plan;
