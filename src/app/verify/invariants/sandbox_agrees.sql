-- The sandbox's own journal says of each payment what payment says.
select payment.id, format('captured %s and refunded %s, the sandbox says %s and %s', payment.captured_minor,
  payment.refunded_minor, charge.captured_minor, charge.refunded_minor)
from payment.payment
join payment.sandbox_charge charge on charge.payment_id = payment.id
where payment.provider = 'sandbox' and payment.step = 'none' and payment.refunding_minor = 0
  and (payment.captured_minor <> charge.captured_minor or payment.refunded_minor <> charge.refunded_minor)
