-- Whether something waits for a group is asked several times in each transaction that is handled at once
-- (docs/decisions/0045): it is looked up by key, not read through from the group's place on.
create index event_by_key on bus.event (aggregateid, topic_id, partition, position);

drop function bus.refuse_if_waiting(smallint[], smallint[], smallint[], text[]);

-- Refuses, as a collision, that the group of_groups[i] handles at once the message at places[i] of the other arrays: where
-- the group is paused or being emptied, or where something of the key that it has not handled lies behind its place. Asked
-- before the handler, which must not read what an earlier message is about to change, and by bus.append, behind the
-- partitions' locks, where nothing can come in between any more.
create function bus.refuse_if_waiting(of_groups smallint[], places integer[], topic_ids smallint[], partitions smallint[],
                                      keys text[])
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  of_group smallint;
  has_no_history boolean;
begin
  -- From here on nobody empties or pauses the group unseen.
  foreach of_group in array of_groups loop
    if not pg_try_advisory_xact_lock_shared(7202, of_group) then
      raise exception 'the group is being changed' using errcode = 'serialization_failure';
    end if;
  end loop;
  -- Nearly always the key has no message of the topic yet, and all is said with that.
  select bool_and(subscriber.paused is false and subscription.group_id is not null and (
      select true
      from bus.event as earlier
      where earlier.aggregateid = keys[asked.place] and earlier.topic_id = topic_ids[asked.place]
        and earlier.partition = partitions[asked.place]
      limit 1) is null)
    into has_no_history
  from unnest(of_groups, places) as asked(group_id, place)
  left join bus.subscriber on subscriber.id = asked.group_id
  left join bus.subscription on subscription.group_id = asked.group_id
    and subscription.topic_id = topic_ids[asked.place] and subscription.partition = partitions[asked.place];
  if has_no_history then
    return;
  end if;

  -- Each sub-query is a scalar one, looked up for its row: for an `exists` the planner would rather hash the whole table.
  perform
  from (
    select asked.group_id, topic_ids[asked.place] as topic_id, partitions[asked.place] as partition,
      keys[asked.place] as aggregateid
    from unnest(of_groups, places) as asked(group_id, place)
  ) as done
  left join bus.subscriber on subscriber.id = done.group_id
  left join bus.subscription on subscription.group_id = done.group_id and subscription.topic_id = done.topic_id
    and subscription.partition = done.partition
  where subscriber.paused is distinct from false
    or subscription.group_id is null
    or (
      select true
      from bus.dead_letter as letter
      where letter.group_id = done.group_id and letter.topic_id = done.topic_id
        and letter.partition = done.partition and letter.aggregateid = done.aggregateid
      limit 1)
    or (
      select true
      from bus.event as behind
      where behind.aggregateid = done.aggregateid and behind.topic_id = done.topic_id
        and behind.partition = done.partition and behind.position > coalesce((
          select earlier.position
          from bus.place as earlier
          where earlier.group_id = done.group_id and earlier.topic_id = done.topic_id
            and earlier.partition = done.partition
          order by earlier.position desc
          limit 1), 0)
        and exists (
          select from unnest(subscriber.messages) as message where split_part(message, '/', 1) = behind.type)
        and not exists (
          select from bus.handled where handled.group_id = done.group_id and handled.event_id = behind.id)
      limit 1);
  if found then
    raise exception 'something waits for the group already' using errcode = 'serialization_failure';
  end if;
end
$$;

-- As before; what waits is asked with the arrays that are there.
create or replace function bus.append(
  topic_ids smallint[], partitions smallint[], ids uuid[], aggregatetypes text[], aggregateids text[], types text[],
  versions smallint[], times timestamptz[], headers jsonb[], payloads jsonb[],
  handled_by smallint[] default '{}', handled_places integer[] default '{}'
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

  if cardinality(handled_by) > 0 then
    perform bus.refuse_if_waiting(handled_by, handled_places, topic_ids, partitions, aggregateids);
  end if;

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

  if cardinality(handled_by) > 0 then
    insert into bus.handled (group_id, event_id, position)
    select done.group_id, ids[done.place], positions[done.place]
    from unnest(handled_by, handled_places) as done(group_id, place);
  end if;
  return positions[cardinality(positions)];
end
$$;
