-- Milestones divide each partition of events into stretches, of which they know how many events they have and the latest
-- of their times. A time is looked for in one stretch instead of the log, however much the clocks of who published
-- differed; events are counted by stretches. Kept up by who tidies; what lies behind the last milestone is read.
create table bus.milestone (
  topic_id smallint not null references bus.topic,
  partition smallint not null,
  upto bigint not null,   -- the last position of the stretch,
  after bigint not null,  -- and the one before it: of the milestone before, or 0
  events bigint not null,
  latest timestamptz not null,
  primary key (topic_id, partition, upto)
);

-- One more in each partition that has come far enough; how many were set.
create function bus.set_milestones(stretch integer) returns bigint
language sql set search_path = pg_catalog, pg_temp
as $$
  with fresh as (
    insert into bus.milestone (topic_id, partition, upto, after, events, latest)
    select place.topic_id, place.partition, next.upto, place.after, next.events, next.latest
    from (
      select topic.id as topic_id, number::smallint as partition, coalesce((
        select max(passed.upto)
        from bus.milestone as passed
        where passed.topic_id = topic.id and passed.partition = number::smallint), 0) as after
      from bus.topic cross join generate_series(0, topic.partitions - 1) as number
      where topic.kind = 'events'
    ) as place
    cross join lateral (
      select max(ahead.position) as upto, count(*) as events, max(ahead.time) as latest
      from (
        select e.position, e.time
        from bus.event as e
        where e.topic_id = place.topic_id and e.partition = place.partition and e.position > place.after
        order by e.position
        limit stretch
      ) as ahead
    ) as next
    where next.events = stretch
    returning upto
  )
  select count(*) from fresh
$$;

-- The position of the partition's first event of this time or later; null where there is none.
create function bus.first_since(of_topic smallint, of_partition smallint, moment timestamptz) returns bigint
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select e.position
  from bus.event as e
  where e.topic_id = of_topic and e.partition = of_partition and e.time >= moment
    and e.position > coalesce((
      select stone.after
      from bus.milestone as stone
      where stone.topic_id = of_topic and stone.partition = of_partition and stone.latest >= moment
      order by stone.upto
      limit 1), (
      select max(stone.upto) from bus.milestone as stone where stone.topic_id = of_topic and stone.partition = of_partition
      ), 0)
  order by e.position
  limit 1
$$;

-- How many events the partition has up to this position.
create function bus.events_upto(of_topic smallint, of_partition smallint, place bigint) returns bigint
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select passed.events + (
    select count(*)
    from bus.event as e
    where e.topic_id = of_topic and e.partition = of_partition and e.position > passed.upto and e.position <= place)
  from (
    select coalesce(sum(stone.events), 0)::bigint as events, coalesce(max(stone.upto), 0) as upto
    from bus.milestone as stone
    where stone.topic_id = of_topic and stone.partition = of_partition and stone.upto <= place
  ) as passed
$$;
