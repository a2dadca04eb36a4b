-- What a group of the publishing process handles in the publishing transaction (docs/decisions/0045).

-- Refuses, as a collision, to handle messages of these keys at once: where the group is paused or being emptied, or where
-- something of the key that it has not handled lies behind its place; who is so far behind that looking would take long is
-- refused, too. Asked before the handler, which must not read what an earlier message is about to change, and by
-- bus.append, behind the partitions' locks, where nothing can come in between any more.
create function bus.refuse_if_waiting(of_groups smallint[], topic_ids smallint[], partitions smallint[], keys text[])
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  most_behind constant integer := 256;
begin
  -- From here on nobody empties or pauses the group unseen.
  perform
  from (select distinct by_group.group_id from unnest(of_groups) as by_group(group_id)) as done
  where not pg_try_advisory_xact_lock_shared(7202, done.group_id);
  if found then
    raise exception 'the group is being changed' using errcode = 'serialization_failure';
  end if;
  perform
  from (
    select distinct by_group.group_id, by_group.topic_id, by_group.partition, by_group.aggregateid
    from unnest(of_groups, topic_ids, partitions, keys) as by_group(group_id, topic_id, partition, aggregateid)
  ) as done
  left join bus.subscriber on subscriber.id = done.group_id
  where subscriber.paused is distinct from false
    or not exists (
      select from bus.subscription
      where subscription.group_id = done.group_id and subscription.topic_id = done.topic_id
        and subscription.partition = done.partition)
    or exists (
      select from bus.dead_letter as letter
      where letter.group_id = done.group_id and letter.topic_id = done.topic_id
        and letter.partition = done.partition and letter.aggregateid = done.aggregateid)
    or (
      select count(*) = most_behind
        or bool_or(behind.aggregateid = done.aggregateid
          and behind.type = any (array(select split_part(message, '/', 1) from unnest(subscriber.messages) as message))
          and not exists (
            select from bus.handled where handled.group_id = done.group_id and handled.event_id = behind.id)) is true
      from (
        select e.id, e.type, e.aggregateid
        from bus.event as e
        where e.topic_id = done.topic_id and e.partition = done.partition and e.position > coalesce((
          select earlier.position
          from bus.place as earlier
          where earlier.group_id = done.group_id and earlier.topic_id = done.topic_id
            and earlier.partition = done.partition
          order by earlier.position desc
          limit 1), 0)
        order by e.position
        limit most_behind
      ) as behind);
  if found then
    raise exception 'something waits for the group already' using errcode = 'serialization_failure';
  end if;
end
$$;

-- handled_by[i] is the group that has handled the message at handled_places[i] of the other arrays.
drop function bus.append(smallint[], smallint[], uuid[], text[], text[], text[], smallint[], timestamptz[], jsonb[], jsonb[]);

create function bus.append(
  topic_ids smallint[], partitions smallint[], ids uuid[], aggregatetypes text[], aggregateids text[], types text[],
  versions smallint[], times timestamptz[], headers jsonb[], payloads jsonb[],
  handled_by smallint[] default '{}', handled_places integer[] default '{}'
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
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
    perform bus.refuse_if_waiting(
      handled_by,
      array(select topic_ids[place] from unnest(handled_places) with ordinality as done(place, number) order by number),
      array(select partitions[place] from unnest(handled_places) with ordinality as done(place, number) order by number),
      array(select aggregateids[place] from unnest(handled_places) with ordinality as done(place, number) order by number));
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
