-- What the list of orders says of an order that has come to rest is what the order says, once it has heard everything.
select placed.id, format('%s %s %s, the list says %s %s %s', placed.number, saga.status, placed.total,
  coalesce(view.number, 'nothing'), view.status, view.total)
from ordering.placed_order placed
join ordering.saga on saga.id = placed.id
left join ordering.order_view view on view.id = placed.id
where saga.at_rest
  and not exists (
    select event.position
    from bus.subscriber
    join bus.topic on topic.name = 'order-events'
    join bus.event on event.topic_id = topic.id
    where subscriber.name = 'ordering-views' and event.position > coalesce((
      select max(place.position) from bus.place
      where place.group_id = subscriber.id and place.topic_id = event.topic_id
        and place.partition = event.partition), 0))
  and exists (select subscriber.id from bus.subscriber where subscriber.name = 'ordering-views')
  and (view.id is null or view.number <> placed.number or view.status <> saga.status
    or view.total <> placed.total or view.currency <> placed.currency)
