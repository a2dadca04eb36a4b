-- Over all accounts the ledger is zero, in each currency.
select currency, format('%s', sum(amount))
from (
  select ledger.currency, ledger.amount_minor as amount from payment.ledger where ledger.debit <> ''
  union all
  select ledger.currency, -ledger.amount_minor from payment.ledger where ledger.credit <> ''
) entry
group by currency
having sum(amount) <> 0
