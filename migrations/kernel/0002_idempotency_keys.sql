-- What was answered under an Idempotency-Key, kept in the transaction that had the effect (docs/decisions/0016). Neither
-- the key nor the answer can be read here: the hash and the cipher's key are derived from the Idempotency-Key.

create table kernel.idempotency_key (
  key_hash bytea primary key check (octet_length(key_hash) = 32),
  fingerprint bytea not null,
  answer bytea,
  resource uuid,
  created_at timestamptz not null,
  expires_at timestamptz,
  check (num_nonnulls(answer, resource) = 1),
  check ((answer is null) = (expires_at is null))  -- what is bound to a resource stays
);

create index idempotency_key_expires_at on kernel.idempotency_key (expires_at) where expires_at is not null;

-- Never waits for another sender. `outcome` is
--   kept     `answer` or `resource` are what an earlier transaction kept
--   reused   the same, for another request
--   in_use   a transaction that has not ended holds the key
--   free     the key belongs to this transaction, which has to keep something under it before it commits
-- The second look, under the lock, sees what was committed between the first and the lock.
create function kernel.claim_idempotency_key(
  wanted_hash bytea, wanted_fingerprint bytea, out outcome text, out answer bytea, out resource uuid
)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  kept_fingerprint bytea;
begin
  for look in 1..2 loop
    select kept.fingerprint, kept.answer, kept.resource into kept_fingerprint, answer, resource
    from kernel.idempotency_key kept
    where kept.key_hash = wanted_hash and (kept.expires_at is null or kept.expires_at > kernel.now());
    if found then
      outcome := case when kept_fingerprint = wanted_fingerprint then 'kept' else 'reused' end;
      return;
    end if;
    if look = 1
      and not pg_try_advisory_xact_lock(('x' || encode(substr(wanted_hash, 1, 8), 'hex'))::bit(64)::bigint)
    then
      outcome := 'in_use';
      return;
    end if;
  end loop;
  delete from kernel.idempotency_key expired
  where expired.key_hash = wanted_hash and expired.expires_at <= kernel.now();
  outcome := 'free';
end
$$;

-- Of a key that this transaction claimed: an answer for 72 hours, or a resource for good. In plpgsql, which keeps its
-- plans: a function in SQL is planned at every call.
create function kernel.keep_idempotency_key(
  claimed_hash bytea, request_fingerprint bytea, kept_answer bytea, kept_resource uuid
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into kernel.idempotency_key (key_hash, fingerprint, answer, resource, created_at, expires_at)
  select claimed_hash, request_fingerprint, kept_answer, kept_resource, clock.now,
    case when kept_resource is null then clock.now + interval '72 hours' end
  from kernel.now() as clock(now);
end
$$;
