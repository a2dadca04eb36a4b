-- That an order was placed, is confirmed and is cancelled was said once each on the log.
select event.aggregateid, format('%s %s times', event.type, count(event.id))
from bus.event
where event.type in ('ordering.order_placed', 'ordering.order_confirmed', 'ordering.order_cancelled')
group by event.aggregateid, event.type
having count(event.id) > 1
