-- No stock is below zero, and no more is reserved than is there or may be promised.
select format('%s in %s', variant_id, warehouse_id),
  format('%s on hand, %s reserved, %s may be promised beyond', on_hand, reserved, backorder_limit)
from inventory.stock
where on_hand < 0 or reserved < 0 or reserved > on_hand + backorder_limit
