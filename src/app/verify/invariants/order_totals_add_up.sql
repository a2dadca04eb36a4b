-- Of each order, lines − discount + shipping (+ tax where prices exclude it) are the total, and the lines are the items.
select placed.id, placed.frozen ->> 'totals'
from ordering.placed_order placed
cross join lateral (
  select (placed.frozen #>> '{totals,items,amount}')::bigint as items,
    (placed.frozen #>> '{totals,discount,amount}')::bigint as discount,
    (placed.frozen #>> '{totals,shipping,amount}')::bigint as shipping,
    (placed.frozen #>> '{totals,tax,amount}')::bigint as tax,
    (placed.frozen #>> '{totals,total,amount}')::bigint as total,
    (placed.frozen #>> '{totals,tax_included}')::boolean as tax_included
) totals
cross join lateral (
  select sum((line #>> '{total,amount}')::bigint) as total,
    bool_and((line #>> '{total,amount}')::bigint
      = (line #>> '{unit_price,amount}')::bigint * (line ->> 'quantity')::bigint) as each_adds_up
  from jsonb_array_elements(placed.frozen -> 'lines') line
) lines
where totals.total <> totals.items - totals.discount + totals.shipping
    + case when totals.tax_included then 0 else totals.tax end
  or totals.total <> placed.total or totals.total < 0
  or lines.total is distinct from totals.items or lines.each_adds_up is not true
