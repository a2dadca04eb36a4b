-- As jobs.record_errands, and those with a lease are taken by who records them. Says which: not those that were there
-- already. They are performed right after the COMMIT, and have to be found after any crash: so that COMMIT is flushed.
create function jobs.record_taken_errands(
  kinds text[], keys text[], payloads jsonb[], delays_ms bigint[], lease_seconds bigint[], taker text,
  correlation_id text, causation_id text, actor text, traceparent text
) returns table (id bigint, kind text, key text, payload text, recorded_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  set local synchronous_commit to default;
  return query
  with recorded as (
    insert into jobs.errand as kept
      (kind, key, payload, recorded_at, due_at, fence, in_doubt, holder, correlation_id, causation_id, actor,
       traceparent)
    select fresh.kind, fresh.key, fresh.payload, clock.now,
      clock.now + fresh.delay_ms * interval '1 millisecond' + fresh.lease * interval '1 second',
      case when fresh.lease > 0 then 1 else 0 end, fresh.lease > 0, case when fresh.lease > 0 then $6 else '' end,
      $7, $8, $9, $10
    from unnest(kinds, keys, payloads, delays_ms, lease_seconds) as fresh(kind, key, payload, delay_ms, lease),
      kernel.now() as clock(now)
    order by fresh.kind, fresh.key
    on conflict on constraint errand_key_unique do nothing
    returning kept.id, kept.kind, kept.key, kept.payload, kept.recorded_at, kept.fence
  )
  select recorded.id, recorded.kind, recorded.key, recorded.payload::text, recorded.recorded_at
  from recorded
  where recorded.fence > 0;
end
$$;
