-- As jobs.settle_errand, for a transaction that has nothing to do where the errand is another's by now: then the
-- constraint errand_is_held is violated, so that settling travels with the first query of what is settled.
create function jobs.settle_held_errand(errand_id bigint, attempt_fence bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update jobs.errand
  set state = 'done', payload = null, in_doubt = false, holder = '', last_error = '', ended_at = kernel.now()
  where id = errand_id and fence = attempt_fence and state = 'waiting';
  if not found then
    raise exception 'the errand is not held'
      using errcode = 'check_violation', schema = 'jobs', table = 'errand', constraint = 'errand_is_held';
  end if;
end
$$;
