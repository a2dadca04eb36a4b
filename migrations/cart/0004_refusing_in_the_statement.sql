-- For a statement that writes a cart as it was decided from the version that was seen, and found none such: the constraint
-- cart_as_seen is violated, so that the write can travel with COMMIT. Instead of cart.save, which does the same in
-- plpgsql around the statement; that stays for the version before.
create function cart.refuse_overtaken() returns void
language plpgsql
as $$
begin
  raise exception 'the cart is not as it was seen'
    using errcode = 'check_violation', schema = 'cart', table = 'cart', constraint = 'cart_as_seen';
end
$$;
