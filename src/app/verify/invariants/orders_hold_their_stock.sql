-- An order that is confirmed and not yet sent holds its stock, or has it committed; one that was cancelled holds none.
select saga.id, format('%s, and its reservation is %s', saga.status, coalesce(reservation.state, 'missing'))
from ordering.saga
left join inventory.reservation on reservation.id = saga.id
where saga.at_rest and (
  saga.status in ('confirmed', 'dispatched') and coalesce(reservation.state, '') not in ('held', 'committed')
  or saga.status = 'cancelled' and reservation.state = 'held')
