-- An order that is confirmed has been paid in full: what was captured is its total. (Demo history was never paid.)
select placed.id, format('%s of %s captured', coalesce(payment.captured_minor, 0), placed.total)
from ordering.placed_order placed
join ordering.saga on saga.id = placed.id
left join payment.payment on payment.id = placed.payment_id
where saga.status in ('confirmed', 'dispatched', 'delivered', 'completed') and placed.total > 0
  and placed.provider <> 'history'
  and (coalesce(payment.captured_minor, 0) <> placed.total or payment.currency <> placed.currency)
