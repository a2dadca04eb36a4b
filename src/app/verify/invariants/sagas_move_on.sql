-- Every order has ended its way, or its next step is due and was not left lying.
select saga.id, format('%s, due %s', saga.step, coalesce(saga.due_at::text, 'never'))
from ordering.saga
where not saga.at_rest and (saga.due_at is null or saga.due_at < kernel.now() - interval '1 minute')
