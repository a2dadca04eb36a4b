-- Money that was captured and not given back belongs to exactly one order, which is confirmed or has a live saga.
select payment.id, format('%s kept, for %s orders', payment.captured_minor - payment.refunded_minor, count(saga.id))
from payment.payment
left join ordering.placed_order placed on placed.payment_id = payment.id
left join ordering.saga on saga.id = placed.id and (saga.status <> 'cancelled' or not saga.at_rest)
where payment.captured_minor > payment.refunded_minor
  and not exists (
    -- Captured just now: its order has not heard of it yet, or is cancelled and the refund is on its way.
    select 1 from payment.payment owing where owing.id = payment.id and owing.wants_void)
group by payment.id, payment.captured_minor, payment.refunded_minor
having count(saga.id) <> 1
