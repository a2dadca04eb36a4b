-- The house's time is asked for dozens of times in a checkout. A function in SQL that is a security definer or sets
-- something is planned at every call (some 40 µs, more than most statements around it); one that is neither becomes part
-- of the statement that calls it and costs nothing. It cannot read a table then: so it is written anew when the clock is
-- set, which only tests do. Who has prepared a statement with it plans that again by itself.

create function kernel.write_now(ahead interval) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'create or replace function kernel.now() returns timestamptz language sql stable'
    ' return pg_catalog.statement_timestamp() + %L::pg_catalog.interval', ahead);
end
$$;

create function kernel.clock_was_set() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform kernel.write_now(new.ahead);
  return null;
end
$$;

create trigger clock_was_set after update of ahead on kernel.clock
for each row execute function kernel.clock_was_set();

select kernel.write_now(ahead) from kernel.clock;

-- Planned once for a session instead of at every call, and by the index, however few persons there were then.
alter function kernel.person_keys(bytea[], uuid[], bytea[])
  set plan_cache_mode = force_generic_plan set enable_seqscan = off;
alter function kernel.find_person_keys(uuid[]) set plan_cache_mode = force_generic_plan set enable_seqscan = off;
