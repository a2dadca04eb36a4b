-- An event by its id, for who looks at it. Ids are UUIDv7, so the log is in their order but for what came from elsewhere:
-- a range index is all it takes. For 600,000 events 240 kB and 1 ms a look-up, where a B-tree is 18 MB and is written
-- with every event; what was appended since the last autovacuum is read through.
create index event_by_id on bus.event using brin (id uuid_minmax_multi_ops) with (pages_per_range = 32, autosummarize = on);

-- Where that event is. Without statistics, and the newest tables have none, the planner would rather read the log.
create function bus.find_event(of_id uuid)
returns table (topic_id smallint, partition smallint, place bigint)
language sql stable rows 1 set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off set jit = off
as $$ select e.topic_id, e.partition, e.position from bus.event as e where e.id = of_id $$;
