#include "modules/pricing/store/promotion_rows.hpp"

#include "kernel/core/check.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "modules/pricing/domain/claim_book.hpp"

namespace kontor::pricing::promotion_rows {

namespace {

PromotionTerms terms_from(const db::Row& row) {
  auto terms = json::read<PromotionTerms>(row.get<db::JsonText>("terms").text, {.unknown = json::Unknown::ignore});
  KONTOR_CHECK(terms.ok(), "terms are kept as they were checked");
  return *std::move(terms);
}

Promotion promotion_from(const db::Row& row) {
  Promotion promotion{
      .id = row.get<PromotionId>("id"),
      .name = row.get<std::string>("name"),
      .enabled = row.get<bool>("enabled"),
      .automatic = row.get<bool>("automatic"),
      .stacking = row.get<std::string>("stacking") == "exclusive" ? Stacking::exclusive : Stacking::combinable,
      .priority = row.get<std::int64_t>("priority"),
      .starts_at = row.get<std::optional<Timestamp>>("starts_at"),
      .ends_at = row.get<std::optional<Timestamp>>("ends_at"),
      .terms = terms_from(row),
      .usage_limit = row.get<std::optional<std::int64_t>>("usage_limit"),
      .usage_limit_per_customer = row.get<std::optional<std::int64_t>>("per_customer_limit"),
      .version = row.get<std::int64_t>("version")};
  if (const auto budget = row.get<std::optional<std::int64_t>>("budget_minor")) {
    promotion.budget = Money(*budget, row.get<Currency>("budget_currency"));
  }
  return promotion;
}

Known known_from(const db::Row& row) {
  return {promotion_from(row), row.get<std::int64_t>("used"), row.get<std::int64_t>("spent_minor"),
          row.get<std::int64_t>("codes")};
}

std::optional<std::int64_t> budget_of(const Promotion& promotion) {
  return promotion.budget ? std::optional(promotion.budget->amount()) : std::nullopt;
}

std::optional<Currency> budget_currency_of(const Promotion& promotion) {
  return promotion.budget ? std::optional(promotion.budget->currency()) : std::nullopt;
}

std::string_view name_of(Stacking stacking) {
  return stacking == Stacking::exclusive ? "exclusive" : "combinable";
}

}  // namespace

std::vector<Promotion> all(db::Tx& tx) {
  std::vector<Promotion> promotions;
  const auto rows = tx.query(R"sql(
    select p.id, p.name, p.enabled, p.automatic, p.stacking, p.priority, p.starts_at, p.ends_at, p.terms, p.version,
           c.usage_limit, c.per_customer_limit, c.budget_minor, c.budget_currency
    from pricing.promotion p
    join pricing.promotion_counter c on c.promotion_id = p.id
    order by p.id
  )sql");
  for (const auto& row : rows) promotions.push_back(promotion_from(row));
  return promotions;
}

std::size_t count(db::Tx& tx) {
  return static_cast<std::size_t>(
      tx.query(R"sql(select count(*) as promotions from pricing.promotion)sql").one().get<std::int64_t>("promotions"));
}

std::vector<Known> list(db::Tx& tx, const std::optional<PromotionId>& after, int limit) {
  std::vector<Known> known;
  const auto rows = tx.query(R"sql(
    select p.id, p.name, p.enabled, p.automatic, p.stacking, p.priority, p.starts_at, p.ends_at, p.terms, p.version,
           c.usage_limit, c.per_customer_limit, c.budget_minor, c.budget_currency, c.used, c.spent_minor,
           (select count(*) from pricing.promotion_code code where code.promotion_id = p.id) as codes
    from pricing.promotion p
    join pricing.promotion_counter c on c.promotion_id = p.id
    where $1::uuid is null or p.id < $1
    order by p.id desc
    limit $2
  )sql",
                             after, limit);
  for (const auto& row : rows) known.push_back(known_from(row));
  return known;
}

std::optional<Known> find(db::Tx& tx, const PromotionId& id) {
  const auto row = tx.query(R"sql(
    select p.id, p.name, p.enabled, p.automatic, p.stacking, p.priority, p.starts_at, p.ends_at, p.terms, p.version,
           c.usage_limit, c.per_customer_limit, c.budget_minor, c.budget_currency, c.used, c.spent_minor,
           (select count(*) from pricing.promotion_code code where code.promotion_id = p.id) as codes
    from pricing.promotion p
    join pricing.promotion_counter c on c.promotion_id = p.id
    where p.id = $1
    for update of p
  )sql",
                            id)
                       .maybe_one();
  return row ? std::optional(known_from(*row)) : std::nullopt;
}

void insert(db::Tx& tx, const Promotion& promotion) {
  tx.execute(R"sql(
    insert into pricing.promotion (id, name, enabled, automatic, stacking, priority, starts_at, ends_at, terms,
                                   created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, kernel.now())
  )sql",
             promotion.id, promotion.name, promotion.enabled, promotion.automatic, name_of(promotion.stacking),
             promotion.priority, promotion.starts_at, promotion.ends_at, db::JsonText{json::to_json(promotion.terms)});
  tx.execute(R"sql(
    insert into pricing.promotion_counter (promotion_id, usage_limit, per_customer_limit, budget_minor, budget_currency)
    values ($1, $2, $3, $4, $5)
  )sql",
             promotion.id, promotion.usage_limit, promotion.usage_limit_per_customer, budget_of(promotion),
             budget_currency_of(promotion));
}

bool replace(db::Tx& tx, const Promotion& promotion) {
  tx.post(R"sql(
    update pricing.promotion
    set name = $2, enabled = $3, automatic = $4, stacking = $5, priority = $6, starts_at = $7, ends_at = $8,
        terms = $9, version = version + 1
    where id = $1
  )sql",
          promotion.id, promotion.name, promotion.enabled, promotion.automatic, name_of(promotion.stacking),
          promotion.priority, promotion.starts_at, promotion.ends_at, db::JsonText{json::to_json(promotion.terms)});
  try {
    tx.execute(R"sql(
      update pricing.promotion_counter
      set usage_limit = $2, per_customer_limit = $3, budget_minor = $4, budget_currency = $5
      where promotion_id = $1
    )sql",
               promotion.id, promotion.usage_limit, promotion.usage_limit_per_customer, budget_of(promotion),
               budget_currency_of(promotion));
  } catch (const db::Violation& refused) {
    if (refused.kind() != db::Violation::Kind::check) throw;
    return false;
  }
  return true;
}

bool remove(db::Tx& tx, const PromotionId& id) {
  const auto gone = tx.execute(R"sql(
    delete from pricing.promotion
    where id = $1 and not exists (select from pricing.claim_line where promotion_id = $1)
  )sql",
                               id);
  return gone == 1;
}

std::vector<Code> codes(db::Tx& tx, const PromotionId& id, const std::optional<std::string>& after_key, int limit) {
  std::vector<Code> codes;
  const auto rows = tx.query(R"sql(
    select code, usage_limit, used from pricing.promotion_code
    where promotion_id = $1 and ($2::text is null or code_key > $2)
    order by code_key
    limit $3
  )sql",
                             id, after_key, limit);
  for (const auto& row : rows) {
    codes.push_back({row.get<std::string>("code"), row.get<std::optional<std::int64_t>>("usage_limit"),
                     row.get<std::int64_t>("used")});
  }
  return codes;
}

std::vector<std::string> insert_codes(db::Tx& tx, const PromotionId& id, std::span<const std::string> codes,
                                      const std::optional<std::int64_t>& usage_limit) {
  std::vector<std::string> keys;
  for (const auto& code : codes) keys.push_back(code_key_of(code));
  const auto rows = tx.query(R"sql(
    insert into pricing.promotion_code (code_key, code, promotion_id, usage_limit)
    select fresh.code_key, fresh.code, $1, $4
    from unnest($2::text[], $3::text[]) as fresh (code_key, code)
    order by fresh.code_key
    on conflict (code_key) do nothing
    returning code
  )sql",
                             id, keys, codes, usage_limit);
  std::vector<std::string> made;
  for (const auto& row : rows) made.push_back(row.get<std::string>("code"));
  return made;
}

bool remove_code(db::Tx& tx, const PromotionId& id, const std::string& key) {
  return tx.execute(R"sql(delete from pricing.promotion_code where promotion_id = $1 and code_key = $2)sql", id, key) ==
         1;
}

}  // namespace kontor::pricing::promotion_rows
