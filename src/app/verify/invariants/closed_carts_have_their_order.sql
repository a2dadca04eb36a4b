-- A cart that is closed is closed for an order that goes on, or went through.
select cart.id, format('closed for %s', cart.closed_for)
from cart.cart
left join ordering.saga on saga.id = cart.closed_for
where cart.closed_for is not null and (saga.id is null or saga.status = 'cancelled' and saga.at_rest)
