#include "modules/cart/store/carts.hpp"
#include "modules/cart/store/content_json.hpp"

// What is done to many carts at once: closing and opening, and what their time brings.
namespace kontor::cart {

namespace {

struct ClosableRow {
  Uuid id;
  std::optional<Uuid> closed_for;
  std::vector<EndedReference> ended;
};
KONTOR_DESCRIBE(ClosableRow, id, closed_for, ended)

// None: nobody is told of abandoned carts.
std::optional<std::int64_t> seconds_of_silence(const Lifetimes& lifetimes) {
  if (!lifetimes.silence) return std::nullopt;
  return std::chrono::seconds(*lifetimes.silence).count();
}

}  // namespace

namespace carts {

std::vector<Closable> lock_closables(db::Tx& tx, std::span<const CartId> ids) {
  const auto rows = tx.query(R"sql(
    select kept.id, kept.version, kept.closed_for, kept.merged_into is not null as merged, kept.ended_references
    from cart.cart kept
    where kept.id = any($1::uuid[])
    order by kept.id
    for update
  )sql",
                             ids);
  std::vector<Closable> locked;
  for (const auto& row : rows) {
    locked.push_back({row.get<CartId>("id"),
                      {.version = row.get<std::int64_t>("version"),
                       .merged = row.get<bool>("merged"),
                       .closed_for = row.get<std::optional<Uuid>>("closed_for"),
                       .ended = from_column<std::vector<EndedReference>>(row.get<db::JsonText>("ended_references"))}});
  }
  return locked;
}

void save_closables(db::Tx& tx, std::span<const Closable> changed, const Lifetimes& lifetimes) {
  if (changed.empty()) return;
  std::vector<ClosableRow> rows;
  for (const auto& [id, state] : changed) rows.push_back({id.uuid(), state.closed_for, state.ended});
  tx.post(R"sql(
    with saved as (
      update cart.cart as kept
      set closed_for = change.closed_for, ended_references = change.ended,
          touched_at = case when change.closed_for is null then kernel.now() else kept.touched_at end,
          look_at = case when change.closed_for is null
            then least(kept.look_at, kernel.now() + make_interval(secs => $2::bigint)) else kept.look_at end
      from jsonb_to_recordset($1) as change (id uuid, closed_for uuid, ended jsonb)
      where kept.id = change.id
      returning kept.id, kept.closed_for, cart.buyer_key(kept.user_id, kept.content ->> 'email') as buyer_key)
    , opened as (
      delete from cart.ordered using saved where ordered.cart_id = saved.id and saved.closed_for is null)
    insert into cart.ordered (cart_id, buyer_key)
    select saved.id, saved.buyer_key from saved where saved.closed_for is not null and saved.buyer_key is not null
    on conflict (cart_id) do nothing
  )sql",
          to_column(rows), seconds_of_silence(lifetimes));
}

std::vector<Due> due(db::Tx& tx, const Lifetimes& lifetimes, int most) {
  const auto rows = tx.query(R"sql(
    select kept.id, kept.user_id, kept.content,
           kept.touched_at + make_interval(secs => case
             when kept.user_id is null or kept.closed_for is not null or kept.merged_into is not null then $1::bigint
             else $2::bigint end) <= kernel.now() as expired,
           coalesce(kept.touched_at + make_interval(secs => $3::bigint) <= kernel.now(), false)
             and kept.closed_for is null and kept.merged_into is null
             and coalesce(kept.abandoned_at <= kept.touched_at, true) as silent
    from cart.cart kept
    where kept.look_at <= kernel.now()
    order by kept.look_at
    limit $4::bigint
    for update skip locked
  )sql",
                             std::chrono::seconds(lifetimes.guest).count(),
                             std::chrono::seconds(lifetimes.customer).count(), seconds_of_silence(lifetimes), most);
  std::vector<Due> due;
  for (const auto& row : rows) {
    due.push_back({.id = row.get<CartId>("id"),
                   .user_id = row.get<std::optional<Uuid>>("user_id"),
                   .content = from_column<Content>(row.get<db::JsonText>("content")),
                   .expired = row.get<bool>("expired"),
                   .silent = row.get<bool>("silent")});
  }
  return due;
}

void remove(db::Tx& tx, std::span<const CartId> ids) {
  tx.post(R"sql(delete from cart.cart where id = any($1::uuid[]))sql", ids);
}

void looked_after(db::Tx& tx, std::span<const CartId> ids, std::span<const CartId> told, const Lifetimes& lifetimes) {
  tx.post(R"sql(
    update cart.cart as kept
    set abandoned_at = case when kept.id = any($2::uuid[]) then kernel.now() else kept.abandoned_at end,
        look_at = greatest(
          least(
            kept.touched_at + make_interval(secs => case
              when kept.user_id is null or kept.closed_for is not null or kept.merged_into is not null then $3::bigint
              else $4::bigint end),
            case when kept.touched_at + make_interval(secs => $5::bigint) > kernel.now()
              then kept.touched_at + make_interval(secs => $5::bigint) end),
          kernel.now() + interval '1 second')
    where kept.id = any($1::uuid[])
  )sql",
          ids, told, std::chrono::seconds(lifetimes.guest).count(), std::chrono::seconds(lifetimes.customer).count(),
          seconds_of_silence(lifetimes));
}

}  // namespace carts
}  // namespace kontor::cart
