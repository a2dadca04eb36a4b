-- An order that is confirmed has its shipment, and no order has two that were not split from one.
select saga.id, format('%s, %s shipments', saga.status, count(distinct shipment.root_id))
from ordering.saga
join ordering.placed_order placed on placed.id = saga.id and placed.provider <> 'history'
left join shipping.shipment on shipment.reference = saga.id
where saga.status <> 'pending'
group by saga.id, saga.status
having count(distinct shipment.root_id) > 1
  or count(distinct shipment.root_id) = 0 and saga.status in ('confirmed', 'dispatched', 'delivered', 'completed')
