-- What a payment captured and gave back is what the ledger booked for it, in its currency; and nothing else is booked.
select coalesce(payment.id, booked.payment_id), format('captured %s and refunded %s, booked %s and %s',
  coalesce(payment.captured_minor, 0), coalesce(payment.refunded_minor, 0), coalesce(booked.captured, 0),
  coalesce(booked.refunded, 0))
from payment.payment
full join (
  select ledger.payment_id, sum(ledger.amount_minor) filter (where ledger.refund_id is null) as captured,
    sum(ledger.amount_minor) filter (where ledger.refund_id is not null) as refunded,
    min(ledger.currency) as currency, max(ledger.currency) as other_currency
  from payment.ledger
  group by ledger.payment_id
) booked on booked.payment_id = payment.id
where payment.captured_minor <> coalesce(booked.captured, 0) or payment.refunded_minor <> coalesce(booked.refunded, 0)
  or booked.currency <> payment.currency or booked.other_currency <> payment.currency or payment.id is null
