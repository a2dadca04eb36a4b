-- A reservation that was released, has expired or failed holds nothing.
select reservation.id, format('%s, and still holds %s of %s', reservation.state,
  part.quantity - part.committed - part.released, part.variant_id)
from inventory.reservation
join inventory.reservation_part part on part.reservation_id = reservation.id
where reservation.state <> 'held' and part.committed + part.released < part.quantity
