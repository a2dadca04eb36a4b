-- What a promotion counts as used and spent is what is claimed of it.
select counter.promotion_id, format('%s used and %s spent, %s and %s claimed', counter.used, counter.spent_minor,
  coalesce(claimed.used, 0), coalesce(claimed.spent, 0))
from pricing.promotion_counter counter
left join (
  select line.promotion_id, count(line.reference) as used,
    sum(line.amount_minor) filter (where line.currency = its.budget_currency) as spent
  from pricing.claim_line line
  join pricing.promotion_counter its on its.promotion_id = line.promotion_id
  group by line.promotion_id
) claimed on claimed.promotion_id = counter.promotion_id
where counter.used <> coalesce(claimed.used, 0)
  or counter.budget_minor is not null and counter.spent_minor <> coalesce(claimed.spent, 0)
