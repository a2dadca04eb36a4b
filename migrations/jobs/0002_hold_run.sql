-- A run's own transaction keeps others from taking the job over, and no longer keeps its program from renewing the lease:
-- a renewal changes no key, so it passes a key share lock, while a taking over locks the row for update.

create or replace function jobs.hold_run(job text, run_fence bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform from jobs.schedule where name = job and fence = run_fence and lease_until is not null for key share;
  return found;
end
$$;
