-- A cart has one order at most that is not cancelled, and a payment belongs to one order.
select saga.cart_id, format('%s orders', count(saga.id))
from ordering.saga
where saga.has_cart and saga.status <> 'cancelled'
group by saga.cart_id
having count(saga.id) > 1
union all
select placed.payment_id, format('%s orders', count(placed.id))
from ordering.placed_order placed
where placed.payment_id is not null
group by placed.payment_id
having count(placed.id) > 1
