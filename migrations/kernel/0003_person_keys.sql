-- A key for each person whose data stands in events (docs/decisions/0017). Erasing a person is deleting the row.

-- Makes the subjects of this database unlike those of any other.
create table kernel.person_salt (
  only_row boolean primary key default true check (only_row),
  salt bytea not null
);

insert into kernel.person_salt (salt) select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

create table kernel.person_key (
  id uuid primary key,
  subject bytea not null unique,  -- of a user's id or an e-mail address, not to be read back
  wrapped_key bytea not null,
  created_at timestamptz not null
);

-- The persons' keys in their order. Who has none gets the fresh one beside them; of two transactions that do this for one
-- person the second waits for the first, and takes its key. Inserted in one order, so that they do not wait crosswise.
create function kernel.person_keys(
  persons bytea[], fresh_ids uuid[], fresh_keys bytea[], out ids uuid[], out wrapped_keys bytea[]
)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  subjects bytea[];
begin
  select array_agg(sha256(chosen.salt || named.person) order by named.place) into subjects
  from unnest(persons) with ordinality as named(person, place), kernel.person_salt chosen;

  -- Twice at most, unless keys are erased at this moment.
  for look in 1..100 loop
    select array_agg(known.id order by wanted.place), array_agg(known.wrapped_key order by wanted.place)
    into ids, wrapped_keys
    from unnest(subjects) with ordinality as wanted(subject, place)
    join kernel.person_key known on known.subject = wanted.subject;
    if cardinality(ids) = cardinality(subjects) then
      return;
    end if;

    insert into kernel.person_key (id, subject, wrapped_key, created_at)
    select fresh.id, fresh.subject, fresh.wrapped_key, kernel.now()
    from unnest(fresh_ids, subjects, fresh_keys) as fresh(id, subject, wrapped_key)
    order by fresh.subject
    on conflict do nothing;
  end loop;
  raise exception 'a person''s key is erased again and again';
end
$$;

-- What is left of these keys.
create function kernel.find_person_keys(ids uuid[]) returns table (id uuid, wrapped_key bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return query select known.id, known.wrapped_key from kernel.person_key known where known.id = any(ids);
end
$$;

-- False: there was none.
create function kernel.erase_person_key(person bytea) returns boolean
language sql security definer set search_path = pg_catalog, pg_temp
as $$
  with erased as (
    delete from kernel.person_key known using kernel.person_salt chosen
    where known.subject = sha256(chosen.salt || person)
    returning known.id)
  select exists (select from erased)
$$;
