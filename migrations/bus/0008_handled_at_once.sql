-- What a group of the publishing process has handled in the publishing transaction (docs/decisions/0045): handled_by[i] is
-- the group that handled the message at handled_places[i] of the other arrays. Refused as a collision where the group is
-- paused or being emptied, or where something of the message's key that it has not handled lies before it: the
-- transaction runs again, and the message goes by the log. Looked at behind the partitions' locks, so that nothing comes
-- in between; who is so far behind that looking would take long is refused, too.
drop function bus.append(smallint[], smallint[], uuid[], text[], text[], text[], smallint[], timestamptz[], jsonb[], jsonb[]);

create function bus.append(
  topic_ids smallint[], partitions smallint[], ids uuid[], aggregatetypes text[], aggregateids text[], types text[],
  versions smallint[], times timestamptz[], headers jsonb[], payloads jsonb[],
  handled_by smallint[] default '{}', handled_places integer[] default '{}'
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  most_behind constant integer := 256;
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
    -- From here on nobody empties or pauses the group unseen.
    perform
    from (select distinct by_group.group_id from unnest(handled_by) as by_group(group_id)) as done
    where not pg_try_advisory_xact_lock_shared(7202, done.group_id);
    if found then
      raise exception 'the group is being changed' using errcode = 'serialization_failure';
    end if;
    perform
    from (
      select distinct by_group.group_id, topic_ids[by_group.place] as topic_id, partitions[by_group.place] as partition,
        aggregateids[by_group.place] as aggregateid
      from unnest(handled_by, handled_places) as by_group(group_id, place)
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
