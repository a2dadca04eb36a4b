-- What is reserved of a variant in a warehouse is what open reservations hold of it there.
select format('%s in %s', variant_id, warehouse_id), format('%s reserved, %s held', reserved, held)
from (
  select variant_id, warehouse_id, coalesce(stock.reserved, 0) as reserved, coalesce(parts.held, 0) as held
  from inventory.stock
  full join (
    select part.variant_id, part.warehouse_id, sum(part.quantity - part.committed - part.released) as held
    from inventory.reservation_part part
    group by part.variant_id, part.warehouse_id
  ) parts using (variant_id, warehouse_id)
) level
where reserved <> held
