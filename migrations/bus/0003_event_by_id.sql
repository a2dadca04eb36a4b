-- An event by its id, for who looks at it. Ids are UUIDv7, so the log is in their order but for what came from elsewhere:
-- a range index is all it takes. For 600,000 events 240 kB and 1 ms a look-up, where a B-tree is 18 MB and is written
-- with every event; what was appended since the last autovacuum is read through.
create index event_by_id on bus.event using brin (id uuid_minmax_multi_ops) with (pages_per_range = 32, autosummarize = on);
