-- No group's place is beyond the log, and none has left events lying for more than ten minutes.
select format('%s, %s/%s', subscriber.name, topic.name, place.partition),
  format('at %s, the oldest that waits is of %s', place.position, waiting.oldest)
from bus.subscriber
join (
  select group_id, topic_id, partition, max(position) as position from bus.place
  group by group_id, topic_id, partition
) place on place.group_id = subscriber.id
join bus.topic on topic.id = place.topic_id
cross join lateral (
  -- Ids are made when an event is published and begin with that moment; its time may be one that a seed told.
  select to_timestamp(min(('x' || substr(replace(event.id::text, '-', ''), 1, 12))::bit(48)::bigint) / 1000.0) as oldest
  from bus.event
  where event.topic_id = place.topic_id and event.partition = place.partition and event.position > place.position
) waiting
where not subscriber.paused and waiting.oldest < kernel.now() - interval '10 minutes'
