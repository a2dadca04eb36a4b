-- The house's time, for leases, expiries and schedules: the database's clock, which all instances share. Tests set it
-- ahead.

create table kernel.clock (
  only_row boolean primary key default true check (only_row),
  ahead interval not null default '0'
);

insert into kernel.clock default values;

create function kernel.now() returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select statement_timestamp() + ahead from kernel.clock $$;
