#include "modules/pricing/store/claim_rows.hpp"

#include "kernel/json/json.hpp"

namespace kontor::pricing::claim_rows {

namespace {

std::string_view name_of(ClaimState state) {
  return state == ClaimState::claimed ? "claimed" : state == ClaimState::refused ? "refused" : "released";
}

void post_counters(db::Tx& tx, const ClaimBook& book) {
  std::vector<PromotionId> ids;
  std::vector<std::int64_t> used;
  std::vector<std::int64_t> spent;
  for (const auto& id : book.changed_promotions()) {
    const auto& count = book.promotions.at(id);
    ids.push_back(id);
    used.push_back(count.used);
    spent.push_back(count.spent);
  }
  if (ids.empty()) return;
  tx.post(R"sql(
    update pricing.promotion_counter counter
    set used = now.used, spent_minor = now.spent
    from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as now (id, used, spent)
    where counter.promotion_id = now.id
  )sql",
          ids, used, spent);
}

void post_codes(db::Tx& tx, const ClaimBook& book) {
  std::vector<std::string> keys(book.changed_codes().begin(), book.changed_codes().end());
  if (keys.empty()) return;
  std::vector<std::int64_t> used;
  for (const auto& key : keys) used.push_back(book.codes.at(key).used);
  tx.post(R"sql(
    update pricing.promotion_code code
    set used = now.used
    from unnest($1::text[], $2::bigint[]) as now (code_key, used)
    where code.code_key = now.code_key
  )sql",
          keys, used);
}

void post_uses(db::Tx& tx, const ClaimBook& book) {
  std::vector<PromotionId> ids;
  std::vector<std::string> buyers;
  std::vector<std::int64_t> used;
  for (const auto& key : book.changed_customers()) {
    ids.push_back(key.first);
    buyers.push_back(key.second);
    used.push_back(book.customers.at(key));
  }
  if (ids.empty()) return;
  tx.post(R"sql(
    insert into pricing.customer_use (promotion_id, buyer, used)
    select now.id, now.buyer, now.used from unnest($1::uuid[], $2::text[], $3::bigint[]) as now (id, buyer, used)
    on conflict (promotion_id, buyer) do update set used = excluded.used
  )sql",
          ids, buyers, used);
}

void post_claims(db::Tx& tx, const ClaimBook& book) {
  std::vector<Uuid> references(book.changed_claims().begin(), book.changed_claims().end());
  if (references.empty()) return;
  std::vector<std::string> states;
  std::vector<std::string> buyers;
  std::vector<std::string> refusals;
  for (const auto& reference : references) {
    const auto& held = book.claims.at(reference);
    states.emplace_back(name_of(held.state));
    buyers.push_back(held.buyer.value_or(""));
    refusals.push_back(json::to_json(held.refusals));
  }
  tx.post(R"sql(
    insert into pricing.claim (reference, state, buyer, refusals, changed_at)
    select now.reference, now.state, nullif(now.buyer, ''), now.refusals::jsonb, kernel.now()
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as now (reference, state, buyer, refusals)
    on conflict (reference) do update
      set state = excluded.state, refusals = excluded.refusals, changed_at = excluded.changed_at
  )sql",
          references, states, buyers, refusals);
  tx.post(R"sql(delete from pricing.claim_line where reference = any($1::uuid[]))sql", references);
}

void post_lines(db::Tx& tx, const ClaimBook& book) {
  std::vector<Uuid> references;
  std::vector<PromotionId> promotions;
  std::vector<std::string> codes;
  std::vector<std::int64_t> amounts;
  std::vector<Currency> currencies;
  for (const auto& reference : book.changed_claims()) {
    for (const auto& line : book.claims.at(reference).lines) {
      references.push_back(reference);
      promotions.push_back(line.promotion_id);
      codes.push_back(line.code_key.value_or(""));
      amounts.push_back(line.amount.amount());
      currencies.push_back(line.amount.currency());
    }
  }
  if (references.empty()) return;
  tx.post(R"sql(
    insert into pricing.claim_line (reference, promotion_id, code_key, amount_minor, currency)
    select now.reference, now.promotion_id, nullif(now.code_key, ''), now.amount_minor, now.currency
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[])
      as now (reference, promotion_id, code_key, amount_minor, currency)
  )sql",
          references, promotions, codes, amounts, currencies);
}

}  // namespace

void post(db::Tx& tx, const ClaimBook& book) {
  post_counters(tx, book);
  post_codes(tx, book);
  post_uses(tx, book);
  post_claims(tx, book);
  post_lines(tx, book);
}

std::uint64_t forget_ended(db::Tx& tx, int days, int most) {
  return tx.execute(R"sql(
    with ended as materialized (
      select claim.reference
      from pricing.claim
      where claim.state <> 'claimed' and claim.changed_at < kernel.now() - make_interval(days => $1)
        and not exists (select from pricing.claim_line where claim_line.reference = claim.reference)
      order by claim.changed_at
      limit $2::bigint
      for update skip locked
    )
    delete from pricing.claim using ended where claim.reference = ended.reference
  )sql",
                    days, most);
}

}  // namespace kontor::pricing::claim_rows
