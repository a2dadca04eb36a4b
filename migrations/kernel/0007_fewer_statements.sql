-- What starting a statement costs is more than what these do; so they do it in fewer.

-- For what is bound to a resource from the beginning: claims the key and keeps it, in one. Travels with the next query:
-- where the key is not free (another sender holds it, or it stands for something already), the constraint
-- idempotency_key_is_free is violated, and kernel.claim_idempotency_key says why. Never waits for another sender.
create function kernel.bind_idempotency_key(free_hash bytea, request_fingerprint bytea, bound_resource uuid)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if pg_try_advisory_xact_lock(('x' || encode(substr(free_hash, 1, 8), 'hex'))::bit(64)::bigint) then
    insert into kernel.idempotency_key as kept (key_hash, fingerprint, resource, created_at)
    values (free_hash, request_fingerprint, bound_resource, kernel.now())
    on conflict (key_hash) do update
    set fingerprint = excluded.fingerprint, answer = null, resource = excluded.resource,
      created_at = excluded.created_at, expires_at = null
    where kept.expires_at <= excluded.created_at;
    if found then
      return;
    end if;
  end if;
  raise exception 'the key is not free'
    using errcode = 'check_violation', schema = 'kernel', table = 'idempotency_key',
      constraint = 'idempotency_key_is_free';
end
$$;

-- As before, in one statement where all have a key and in two where none has one, instead of two and four. A join that
-- was planned when there were few keys would read the index of all of them later: they are looked up one by one.
create or replace function kernel.person_keys(
  persons bytea[], fresh_ids uuid[], fresh_keys bytea[], out ids uuid[], out wrapped_keys bytea[]
)
language plpgsql security definer set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  subjects bytea[];
  made bigint;
begin
  -- Twice at most, unless keys are erased at this moment.
  for look in 1..100 loop
    select array_agg(wanted.subject), array_agg(wanted.id), array_agg(wanted.wrapped_key)
    into subjects, ids, wrapped_keys
    from (
      select named.subject, known.id, known.wrapped_key
      from (
        select sha256(chosen.salt || one.person) as subject, one.place
        from kernel.person_salt chosen, unnest(persons) with ordinality as one(person, place)
      ) as named
      left join kernel.person_key known on known.subject = named.subject
      order by named.place
    ) as wanted;
    if array_position(ids, null) is null then
      return;
    end if;

    insert into kernel.person_key (id, subject, wrapped_key, created_at)
    select fresh.id, fresh.subject, fresh.wrapped_key, kernel.now()
    from unnest(fresh_ids, subjects, fresh_keys) as fresh(id, subject, wrapped_key)
    order by fresh.subject
    on conflict do nothing;
    get diagnostics made = row_count;
    if made = cardinality(persons) then
      ids := fresh_ids;
      wrapped_keys := fresh_keys;
      return;
    end if;
  end loop;
  raise exception 'a person''s key is erased again and again';
end
$$;
