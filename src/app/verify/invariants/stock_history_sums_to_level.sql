-- The movements of a variant in a warehouse sum to what is on hand and what is reserved there.
select format('%s in %s', variant_id, warehouse_id),
  format('%s on hand and %s reserved, moved %s and %s', on_hand, reserved, moved_on_hand, moved_reserved)
from (
  select variant_id, warehouse_id, coalesce(stock.on_hand, 0) as on_hand, coalesce(stock.reserved, 0) as reserved,
    coalesce(moved.on_hand, 0) as moved_on_hand, coalesce(moved.reserved, 0) as moved_reserved
  from inventory.stock
  full join (
    select movement.variant_id, movement.warehouse_id, sum(movement.on_hand) as on_hand,
      sum(movement.reserved) as reserved
    from inventory.movement
    group by movement.variant_id, movement.warehouse_id
  ) moved using (variant_id, warehouse_id)
) level
where on_hand <> moved_on_hand or reserved <> moved_reserved
