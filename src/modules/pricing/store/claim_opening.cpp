#include "kernel/core/check.hpp"
#include "kernel/json/json.hpp"
#include "modules/pricing/store/claim_rows.hpp"

// The book of claims, read and locked.
namespace kontor::pricing::claim_rows {

namespace {

// What the commands name.
struct Wanted {
  std::vector<Uuid> references;  // of claims and releases
  std::vector<PromotionId> promotions;
  std::vector<std::string> codes;
  std::vector<PromotionId> customer_promotions;  // in pairs with
  std::vector<std::string> buyers;
};

Wanted wanted_by(std::span<const ClaimPromotions> claims, std::span<const Uuid> releases) {
  Wanted wanted;
  wanted.references.assign(releases.begin(), releases.end());
  for (const auto& command : claims) {
    wanted.references.push_back(command.reference);
    for (const auto& claim : command.claims) {
      wanted.promotions.push_back(claim.promotion_id);
      if (claim.code) wanted.codes.push_back(code_key_of(*claim.code));
      if (!command.buyer) continue;
      wanted.customer_promotions.push_back(claim.promotion_id);
      wanted.buyers.push_back(*command.buyer);
    }
  }
  return wanted;
}

// So that there is a row to lock for who was never counted before.
void post_customers(db::Tx& tx, const Wanted& wanted) {
  if (wanted.buyers.empty()) return;
  tx.post(R"sql(
    insert into pricing.customer_use (promotion_id, buyer)
    select distinct counter.promotion_id, asked.buyer
    from unnest($1::uuid[], $2::text[]) as asked (promotion_id, buyer)
    join pricing.promotion_counter counter on counter.promotion_id = asked.promotion_id
    where counter.per_customer_limit is not null
    order by 1, 2
    on conflict do nothing
  )sql",
          wanted.customer_promotions, wanted.buyers);
}

// The parts of a union run one after the other: that is the order of the locks.
constexpr std::string_view kOpen = R"sql(
  with held as materialized (
    select line.reference, line.promotion_id, line.code_key, line.amount_minor, line.currency, claim.buyer
    from pricing.claim_line line
    join pricing.claim on claim.reference = line.reference
    where line.reference = any($1::uuid[])
  ), counter as materialized (
    select promotion_id, usage_limit, used, budget_minor, spent_minor
    from pricing.promotion_counter
    where (promotion_id = any($2::uuid[]) or promotion_id in (select held.promotion_id from held))
      and (usage_limit is not null or budget_minor is not null)
    order by promotion_id
    for no key update
  ), code as materialized (
    select code_key, promotion_id, usage_limit, used
    from pricing.promotion_code
    where (code_key = any($3::text[]) or code_key in (select held.code_key from held))
      and usage_limit is not null
    order by code_key
    for no key update
  ), customer as materialized (
    select promotion_id, buyer, used
    from pricing.customer_use
    where (promotion_id, buyer) in (select asked.id, asked.buyer from unnest($4::uuid[], $5::text[]) as asked (id, buyer))
       or (promotion_id, buyer) in (select held.promotion_id, held.buyer from held)
    order by promotion_id, buyer
    for no key update
  )
  select 1 as part, promotion_id as id, null as key, usage_limit as most, used as count, spent_minor as spent,
         null::bigint as each, null as currency, budget_minor as amount, false as is_open, null::jsonb as refusals,
         null::uuid as promotion_id
  from counter
  union all
  select 2, promotion_id, code_key, usage_limit, used, null, null, null, null, false, null, null from code
  union all
  select 3, promotion_id, buyer, null, used, null, null, null, null, false, null, null from customer
  union all
  select 4, promotion.id, null, null, null, null, c.per_customer_limit, c.budget_currency, null,
         promotion.enabled and coalesce(promotion.starts_at <= kernel.now(), true)
           and coalesce(kernel.now() < promotion.ends_at, true),
         null, null
  from pricing.promotion
  join pricing.promotion_counter c on c.promotion_id = promotion.id
  where promotion.id = any($2::uuid[]) or promotion.id in (select held.promotion_id from held)
  union all
  select 5, reference, state, null, null, null, null, buyer, null, false, refusals, null
  from pricing.claim
  where reference = any($1::uuid[])
  union all
  select 6, reference, code_key, null, null, null, null, currency, amount_minor, false, null, promotion_id
  from held
  union all
  select 7, promotion_id, code_key, null, null, null, null, null, null, false, null, null
  from pricing.promotion_code
  where code_key = any($3::text[]) and usage_limit is null
)sql";

Currency currency_of(const db::Row& row) {
  return Currency::parse(row.get<std::string>("currency")).value_or(Currency());
}

ClaimState state_named(std::string_view name) {
  return name == "claimed" ? ClaimState::claimed : name == "refused" ? ClaimState::refused : ClaimState::released;
}

void read_counter(ClaimBook& book, const db::Row& row) {
  auto& count = book.promotions[row.get<PromotionId>("id")];
  count.usage_limit = row.get<std::optional<std::int64_t>>("most");
  count.used = row.get<std::int64_t>("count");
  count.spent = row.get<std::int64_t>("spent");
  if (const auto budget = row.get<std::optional<std::int64_t>>("amount")) count.budget = Money(*budget, Currency());
}

void read_code(ClaimBook& book, const db::Row& row) {
  book.codes[row.get<std::string>("key")] = {row.get<PromotionId>("id"), row.get<std::optional<std::int64_t>>("most"),
                                             row.get<std::optional<std::int64_t>>("count").value_or(0)};
}

void read_promotion(ClaimBook& book, const db::Row& row) {
  auto& count = book.promotions[row.get<PromotionId>("id")];
  count.is_open = row.get<bool>("is_open");
  count.per_customer_limit = row.get<std::optional<std::int64_t>>("each");
  if (count.budget) count.budget = Money(count.budget->amount(), currency_of(row));
}

Result<void> read_claim(ClaimBook& book, const db::Row& row) {
  auto& held = book.claims[row.get<Uuid>("id")];
  held.state = state_named(row.get<std::string>("key"));
  held.buyer = row.get<std::optional<std::string>>("currency");
  auto refusals = json::read<std::vector<ClaimRefusal>>(row.get<db::JsonText>("refusals").text);
  if (!refusals) return refusals.error();
  held.refusals = *std::move(refusals);
  return {};
}

void read_line(ClaimBook& book, const db::Row& row) {
  book.claims[row.get<Uuid>("id")].lines.push_back({row.get<PromotionId>("promotion_id"),
                                                    row.get<std::optional<std::string>>("key"),
                                                    {row.get<std::int64_t>("amount"), currency_of(row)}});
}

void read_row(ClaimBook& book, const db::Row& row) {
  switch (row.get<int>("part")) {
    case 1:
      return read_counter(book, row);
    case 2:
    case 7:
      return read_code(book, row);
    case 3:
      book.customers[{row.get<PromotionId>("id"), row.get<std::string>("key")}] = row.get<std::int64_t>("count");
      return;
    case 4:
      return read_promotion(book, row);
    case 5:
      KONTOR_CHECK(read_claim(book, row).ok(), "refusals are kept as they are written");
      return;
    default:
      return read_line(book, row);
  }
}

}  // namespace

ClaimBook open(db::Tx& tx, std::span<const ClaimPromotions> claims, std::span<const Uuid> releases) {
  const auto wanted = wanted_by(claims, releases);
  post_customers(tx, wanted);
  ClaimBook book;
  const auto rows =
      tx.query(kOpen, wanted.references, wanted.promotions, wanted.codes, wanted.customer_promotions, wanted.buyers);
  for (const auto& row : rows) read_row(book, row);
  return book;
}

}  // namespace kontor::pricing::claim_rows
