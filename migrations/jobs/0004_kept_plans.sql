-- In plpgsql, which keeps its plans: a function in SQL is planned at every call, and this one stands in every checkout.
create or replace function jobs.record_errands(
  kinds text[], keys text[], payloads jsonb[], delays_ms bigint[], correlation_id text, causation_id text, actor text,
  traceparent text
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  insert into jobs.errand (kind, key, payload, recorded_at, due_at, correlation_id, causation_id, actor, traceparent)
  select fresh.kind, fresh.key, fresh.payload, clock.now, clock.now + fresh.delay_ms * interval '1 millisecond', $5, $6,
    $7, $8
  from unnest(kinds, keys, payloads, delays_ms) as fresh(kind, key, payload, delay_ms), kernel.now() as clock(now)
  order by fresh.kind, fresh.key
  on conflict on constraint errand_key_unique do nothing;
end
$$;
