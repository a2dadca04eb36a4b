#include "modules/cart/store/carts.hpp"

#include <algorithm>

#include "modules/cart/store/content_json.hpp"

namespace kontor::cart::carts {

namespace {

using Text = std::optional<std::string>;

std::int64_t seconds(std::chrono::seconds time) {
  return time.count();
}

// Longer than any cart lasts.
std::int64_t silence_seconds(const Lifetimes& lifetimes) {
  return seconds(lifetimes.silence.value_or(std::chrono::days(36'500)));
}

std::optional<crypto::Digest> digest_from(const std::optional<db::Bytes>& bytes) {
  if (!bytes) return std::nullopt;
  crypto::Digest digest{};
  std::ranges::copy_n(bytes->begin(), static_cast<std::ptrdiff_t>(std::min(bytes->size(), digest.size())),
                      digest.begin());
  return digest;
}

std::optional<db::Bytes> bytes_of(const std::optional<crypto::Digest>& digest) {
  if (!digest) return std::nullopt;
  return db::Bytes(digest->begin(), digest->end());
}

KeptCart kept_from(const db::Row& row) {
  const auto report = row.get<std::optional<db::JsonText>>("merge_report");
  return {.id = row.get<CartId>("id"),
          .user_id = row.get<std::optional<Uuid>>("user_id"),
          .token_digest = digest_from(row.get<std::optional<db::Bytes>>("token_digest")),
          .content = from_column<Content>(row.get<db::JsonText>("content")),
          .version = row.get<std::int64_t>("version"),
          .closed = row.get<bool>("closed"),
          .merged_into = row.get<std::optional<CartId>>("merged_into"),
          .merge_report = report ? std::optional(from_column<MergeReport>(*report)) : std::nullopt};
}

Result<std::optional<KeptCart>> one_from(const Result<db::Rows>& rows) {
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? std::optional(kept_from(*row)) : std::nullopt;
}

std::optional<db::JsonText> report_of(const KeptCart& cart) {
  return cart.merge_report ? std::optional(to_column(*cart.merge_report)) : std::nullopt;
}

}  // namespace

Result<std::optional<KeptCart>> find(const db::Database& database, const CartId& id, const Lifetimes& lifetimes) {
  return one_from(database.read(R"sql(
    select kept.id, kept.user_id, kept.token_digest, kept.content, kept.version,
           kept.closed_for is not null as closed, kept.merged_into, kept.merge_report
    from cart.cart kept
    where kept.id = $1
      and kept.touched_at + make_interval(secs => case
            when kept.user_id is null or kept.closed_for is not null or kept.merged_into is not null then $2::bigint
            else $3::bigint end) > kernel.now()
  )sql",
                                id, seconds(lifetimes.guest), seconds(lifetimes.customer)));
}

Result<std::optional<KeptCart>> latest_of(const db::Database& database, const Uuid& user,
                                          const std::optional<Currency>& currency,
                                          const std::optional<CartId>& other_than, const Lifetimes& lifetimes) {
  return one_from(database.read(R"sql(
    select kept.id, kept.user_id, kept.token_digest, kept.content, kept.version,
           kept.closed_for is not null as closed, kept.merged_into, kept.merge_report
    from cart.cart kept
    where kept.user_id = $1 and kept.closed_for is null and kept.merged_into is null
      and ($2::text is null or kept.content ->> 'currency' = $2)
      and ($3::uuid is null or kept.id <> $3)
      and kept.touched_at + make_interval(secs => $4::bigint) > kernel.now()
    order by kept.touched_at desc, kept.id
    limit 1
  )sql",
                                user, currency, other_than, seconds(lifetimes.customer)));
}

Result<bool> is_first_order(const db::Database& database, const std::optional<Uuid>& user,
                            const std::optional<std::string>& email) {
  const auto rows = database.read(R"sql(
    select not exists (select from cart.ordered where buyer_key = cart.buyer_key($1, $2)) as is_first
  )sql",
                                  user, email);
  if (!rows) return rows.error();
  return rows->one().get<bool>("is_first");
}

void insert(db::Tx& tx, const KeptCart& fresh, const Lifetimes& lifetimes) {
  const auto lasts = fresh.user_id ? lifetimes.customer : lifetimes.guest;
  tx.post(R"sql(
    insert into cart.cart (id, user_id, token_digest, content, created_at, touched_at, look_at)
    select $1, $2, $3, $4, now.now, now.now, now.now + make_interval(secs => $5::bigint)
    from kernel.now() as now (now)
  )sql",
          fresh.id, fresh.user_id, bytes_of(fresh.token_digest), to_column(fresh.content),
          std::min(seconds(lasts), silence_seconds(lifetimes)));
}

void save(db::Tx& tx, const KeptCart& changed, const Lifetimes& lifetimes) {
  tx.post(R"sql(
    with saved as (
      update cart.cart as kept
      set content = $3, version = kept.version + 1, user_id = $4, token_digest = $5, merged_into = $6,
          merge_report = $7, touched_at = kernel.now(),
          look_at = least(kept.look_at, kernel.now() + make_interval(secs => $8::bigint))
      where kept.id = $1 and kept.version = $2 and kept.closed_for is null and kept.merged_into is null
        and kept.touched_at + make_interval(secs => $9::bigint) > kernel.now()
      returning kept.id)
    select cart.refuse_overtaken() where not exists (select from saved)
  )sql",
          changed.id, changed.version, to_column(changed.content), changed.user_id, bytes_of(changed.token_digest),
          changed.merged_into, report_of(changed), silence_seconds(lifetimes),
          seconds(changed.user_id ? lifetimes.customer : lifetimes.guest));
}

bool is_overtaken(const db::Violation& violation) {
  return violation.constraint() == "cart_as_seen";
}

void erase_of(db::Tx& tx, std::span<const Uuid> users) {
  tx.post(R"sql(
    with gone as (delete from cart.cart where user_id = any($1::uuid[]))
    delete from cart.ordered where buyer_key in (select cart.buyer_key(id, null) from unnest($1::uuid[]) as erased (id))
  )sql",
          users);
}

Result<std::vector<Listed>> list(const db::Database& database, const std::optional<CartId>& before,
                                 const std::optional<Uuid>& user, int limit) {
  const auto rows = database.read_stale(R"sql(
    select kept.id, kept.user_id, kept.token_digest, kept.content, kept.version,
           kept.closed_for is not null as closed, kept.merged_into, kept.merge_report, kept.touched_at
    from cart.cart kept
    where ($1::uuid is null or kept.id < $1) and ($2::uuid is null or kept.user_id = $2)
    order by kept.id desc
    limit $3::bigint
  )sql",
                                        before, user, limit);
  if (!rows) return rows.error();
  std::vector<Listed> listed;
  for (const auto& row : *rows) listed.push_back({kept_from(row), row.get<Timestamp>("touched_at")});
  return listed;
}

Result<void> check(const db::Database& database) {
  const auto rows = database.read(R"sql(select exists (select from cart.cart) as filled)sql");
  return rows ? Result<void>() : rows.error();
}

}  // namespace kontor::cart::carts
