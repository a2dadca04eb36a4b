-- What shoppers want to buy. A cart is one row: what is in it is one document, which a request reads and writes as a
-- whole, conditional on its version (docs/decisions/0037). E-mail and addresses stand in it in the clear: rows are
-- removed when their time is over and when their user is erased.

create table cart.cart (
  id uuid primary key,
  -- Whose it is: a customer's or, by its token, a guest's. Only the digest of a token is kept.
  user_id uuid,
  token_digest bytea,
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  version bigint not null default 1,
  -- What it is being ordered for, or was; and the newest references that it is closed for never again.
  closed_for uuid,
  ended_references jsonb not null default '[]' check (jsonb_typeof(ended_references) = 'array'),
  -- Where what was in it is now, and what came of each line.
  merged_into uuid,
  merge_report jsonb,
  created_at timestamptz not null,
  touched_at timestamptz not null,
  abandoned_at timestamptz,
  -- When it has to be looked after next: it may be abandoned, or its time over. Changing a cart moves it only where it
  -- would come too late, so that a change mostly touches no index.
  look_at timestamptz not null,
  check ((user_id is null) <> (token_digest is null)),
  check ((merged_into is null) = (merge_report is null)),
  check (merged_into is null or closed_for is null)
) with (fillfactor = 70);
create index cart_user on cart.cart (user_id) where user_id is not null;
create index cart_look_at on cart.cart (look_at);

-- Writes a cart as it was decided from the version that was seen. Where it is another by now, is closed or merged, or
-- its time is over, nothing is written and the constraint cart_as_seen is violated: so the write can travel with COMMIT.
create function cart.save(cart_id uuid, seen_version bigint, new_content jsonb, new_user_id uuid,
                          new_token_digest bytea, new_merged_into uuid, new_merge_report jsonb, silence interval,
                          lasts interval)
returns void
language plpgsql
as $$
begin
  update cart.cart as kept
  set content = new_content, version = kept.version + 1, user_id = new_user_id, token_digest = new_token_digest,
      merged_into = new_merged_into, merge_report = new_merge_report, touched_at = kernel.now(),
      look_at = least(kept.look_at, kernel.now() + silence)
  where kept.id = cart_id and kept.version = seen_version and kept.closed_for is null and kept.merged_into is null
    and kept.touched_at + lasts > kernel.now();
  if not found then
    raise exception 'the cart is not as it was seen'
      using errcode = 'check_violation', schema = 'cart', table = 'cart', constraint = 'cart_as_seen';
  end if;
end
$$;
