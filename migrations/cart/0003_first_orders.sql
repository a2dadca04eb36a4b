-- Who has ordered, so that a first order can be told from the next: a row for each cart that is closed for an order, also
-- when the cart itself is long gone. It goes when the order is cancelled, which opens the cart again.

-- pricing's key of whose cart it is; of a guest the digest of their address.
create function cart.buyer_key(user_id uuid, email text) returns text
language sql stable parallel safe
as $$
  select case
    when user_id is not null then 'user_' || user_id::text
    when email is not null then
      'guest_' || encode(sha256(convert_to('kontor guest ' || lower(email collate "C"), 'UTF8')), 'hex')
  end
$$;

create table cart.ordered (
  cart_id uuid primary key,
  buyer_key text not null
);
create index ordered_by_buyer on cart.ordered (buyer_key);

insert into cart.ordered (cart_id, buyer_key)
select kept.id, cart.buyer_key(kept.user_id, kept.content ->> 'email')
from cart.cart kept
where kept.closed_for is not null and cart.buyer_key(kept.user_id, kept.content ->> 'email') is not null;
