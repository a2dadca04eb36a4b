#include "modules/pricing/store/rulebook_rows.hpp"

#include "modules/pricing/store/price_list_rows.hpp"
#include "modules/pricing/store/promotion_rows.hpp"
#include "modules/pricing/store/tax_rows.hpp"

namespace kontor::pricing::rulebook_rows {

namespace {

std::vector<Count> counts_from(const db::Rows& rows) {
  std::vector<Count> counts;
  for (const auto& row : rows) {
    counts.push_back({row.get<PromotionId>("promotion_id"),
                      {row.get<std::optional<std::int64_t>>("uses_left"),
                       row.get<std::optional<std::int64_t>>("budget_left"), row.get<bool>("customer_is_through")}});
  }
  return counts;
}

}  // namespace

Rulebook::Rules read(db::Tx& tx) {
  Rulebook::Rules rules;
  rules.currencies = tax_rows::currencies(tx);
  rules.price_lists = price_list_rows::all(tx);
  rules.promotions = promotion_rows::all(tx);
  rules.zones = tax_rows::zones(tx);
  return rules;
}

Result<std::vector<Count>> counts(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select promotion_id, usage_limit - used as uses_left, budget_minor - spent_minor as budget_left,
           false as customer_is_through
    from pricing.promotion_counter
    where usage_limit is not null or budget_minor is not null
  )sql");
  if (!rows) return rows.error();
  return counts_from(*rows);
}

Result<std::vector<Count>> counts_for(const db::Database& database, std::span<const PromotionId> ids,
                                      const std::optional<std::string>& buyer, const std::optional<Uuid>& reference) {
  const auto rows = database.read(R"sql(
    select counter.promotion_id,
           counter.usage_limit - counter.used + own.uses as uses_left,
           counter.budget_minor - counter.spent_minor + own.spent as budget_left,
           coalesce(customer.used - case when own.buyer = $2 then own.uses else 0 end >= counter.per_customer_limit,
                    false) as customer_is_through
    from pricing.promotion_counter counter
    left join pricing.customer_use customer on customer.promotion_id = counter.promotion_id and customer.buyer = $2
    cross join lateral (
      select count(*) as uses, coalesce(sum(line.amount_minor), 0)::bigint as spent, max(claim.buyer) as buyer
      from pricing.claim_line line
      join pricing.claim on claim.reference = line.reference
      where line.reference = $3 and line.promotion_id = counter.promotion_id
    ) own
    where counter.promotion_id = any($1::uuid[])
  )sql",
                                  ids, buyer, reference);
  if (!rows) return rows.error();
  return counts_from(*rows);
}

Result<std::vector<FoundCode>> codes(const db::Database& database, std::span<const std::string> keys,
                                     const std::optional<Uuid>& reference) {
  const auto rows = database.read(R"sql(
    select code.code_key, code.promotion_id, code.usage_limit is not null as is_limited,
           coalesce(code.used - (select count(*) from pricing.claim_line line
                                 where line.reference = $2 and line.code_key = code.code_key) >= code.usage_limit,
                    false) as is_used_up
    from pricing.promotion_code code
    where code.code_key = any($1::text[])
  )sql",
                                  keys, reference);
  if (!rows) return rows.error();
  std::vector<FoundCode> found;
  for (const auto& row : *rows) {
    found.push_back({row.get<std::string>("code_key"), row.get<PromotionId>("promotion_id"),
                     row.get<bool>("is_limited"), row.get<bool>("is_used_up")});
  }
  return found;
}

}  // namespace kontor::pricing::rulebook_rows
