#include "modules/ordering/store/view_rows.hpp"

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/ordering/store/names.hpp"

namespace kontor::ordering::view_rows {

namespace {

std::vector<std::string> words_of(const OrderSummary& order) {
  std::vector<std::string> words{text::to_lower(order.number)};
  for (const auto& sku : order.skus) words.push_back(text::to_lower(sku));
  if (order.email) words.push_back(text::to_lower(*order.email));
  return words;
}

// Each word as the beginning of one that is kept; all of them. Quoted, so that it means nothing else.
std::optional<std::string> query_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto lower = text::to_lower(*text);
  std::string query;
  for (const auto word : text::split(lower, ' ')) {
    if (word.empty()) continue;
    if (!query.empty()) query += " & ";
    query += '\'';
    for (const char c : word) {
      if (c == '\'' || c == '\\') query += c;
      query += c;
    }
    query += "':*";
  }
  return query.empty() ? std::nullopt : std::optional(query);
}

struct ViewRow {
  Uuid id;
  std::string number;
  std::optional<Uuid> user_id;
  std::optional<std::string> email;
  std::string status;
  std::optional<std::string> reason;
  std::string currency;
  std::int64_t total = 0;
  std::int64_t units = 0;
  std::vector<std::string> skus;
  std::vector<std::string> words;
  Timestamp placed_at;
};
KONTOR_DESCRIBE(ViewRow, id, number, user_id, email, status, reason, currency, total, units, skus, words, placed_at)

ViewRow row_of(const OrderSummary& order) {
  return {.id = order.id.uuid(),
          .number = order.number,
          .user_id = order.user_id,
          .email = order.email,
          .status = name_of(order.status),
          .reason = order.status_reason,
          .currency = std::string(order.total.currency().code()),
          .total = order.total.amount(),
          .units = order.units,
          .skus = order.skus,
          .words = words_of(order),
          .placed_at = order.placed_at};
}

}  // namespace

void insert(db::Tx& tx, std::span<const OrderSummary> orders) {
  if (orders.empty()) return;
  std::vector<ViewRow> rows;
  for (const auto& order : orders) rows.push_back(row_of(order));
  tx.post(R"sql(
    insert into ordering.order_view as known
      (id, number, user_id, email, status, reason, currency, total, units, skus, words, placed_at)
    select fresh.id, fresh.number, fresh.user_id, fresh.email, fresh.status, fresh.reason, fresh.currency, fresh.total,
           fresh.units, fresh.skus, array_to_tsvector(fresh.words), fresh.placed_at
    from jsonb_to_recordset($1::jsonb) as fresh
      (id uuid, number text, user_id uuid, email text, status text, reason text, currency text, total bigint,
       units bigint, skus text[], words text[], placed_at timestamptz)
    on conflict (id) do update
    set status = excluded.status, reason = excluded.reason
    where excluded.status <> 'pending'
  )sql",
          db::JsonText{json::to_json(rows)});
}

void set_status(db::Tx& tx, const std::map<OrderId, Change>& changes) {
  if (changes.empty()) return;
  std::vector<OrderId> ids;
  std::vector<std::string> statuses;
  std::vector<std::string> reasons;  // empty: none
  for (const auto& [id, change] : changes) {
    ids.push_back(id);
    statuses.push_back(name_of(change.status));
    reasons.push_back(change.reason.value_or(""));
  }
  tx.post(R"sql(
    update ordering.order_view as view
    set status = changed.status, reason = nullif(changed.reason, '')
    from unnest($1::uuid[], $2::text[], $3::text[]) as changed (id, status, reason)
    where view.id = changed.id
  )sql",
          ids, statuses, reasons);
}

void forget(db::Tx& tx, const Uuid& user) {
  tx.post(R"sql(
    update ordering.order_view view
    set email = null, words = ts_delete(view.words, lower(view.email))
    where view.email is not null
      and (view.user_id = $1
           or view.user_id is null and view.words @@ any (
             select (quote_literal(lower(own.email)))::tsquery from ordering.order_view own
             where own.user_id = $1 and own.email is not null))
  )sql",
          user);
}

void clear(db::Tx& tx) {
  tx.execute(R"sql(delete from ordering.order_view)sql");
}

Result<std::vector<OrderSummary>> list(const db::Database& database, const Filter& filter) {
  const auto rows =
      database.read(R"sql(
    select view.id, view.number, view.user_id, view.email, view.status, view.reason, view.currency, view.total,
           view.units, view.skus, view.placed_at
    from ordering.order_view view
    where ($1::uuid is null or view.user_id = $1)
      and ($2::text is null or view.status = $2)
      and ($3::timestamptz is null or view.placed_at >= $3)
      and ($4::timestamptz is null or view.placed_at < $4)
      and ($5::text is null or view.words @@ $5::tsquery)
      and ($6::uuid is null or view.id < $6)
    order by view.id desc
    limit $7
  )sql",
                    filter.user_id, filter.status ? std::optional(name_of(*filter.status)) : std::nullopt,
                    filter.placed_from, filter.placed_until, query_of(filter.text), filter.before, filter.limit + 1);
  if (!rows) return rows.error();
  std::vector<OrderSummary> found;
  for (const auto& row : *rows) {
    found.push_back({.id = row.get<OrderId>("id"),
                     .number = row.get<std::string>("number"),
                     .status = value_named<OrderStatus>(row.get<std::string_view>("status")),
                     .status_reason = row.get<std::optional<std::string>>("reason"),
                     .email = row.get<std::optional<std::string>>("email"),
                     .user_id = row.get<std::optional<Uuid>>("user_id"),
                     .total = Money(row.get<std::int64_t>("total"), row.get<Currency>("currency")),
                     .units = row.get<std::int64_t>("units"),
                     .skus = row.get<std::vector<std::string>>("skus"),
                     .placed_at = row.get<Timestamp>("placed_at")});
  }
  return found;
}

Result<std::string> checksum(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select coalesce(md5(string_agg(
      concat_ws('|', view.id, view.number, view.user_id, view.email, view.status, view.reason, view.currency, view.total,
                view.units, view.skus, view.words, view.placed_at), e'\n' order by view.id)), '') as checksum
    from ordering.order_view view
  )sql");
  if (!rows) return rows.error();
  return rows->one().get<std::string>("checksum");
}

}  // namespace kontor::ordering::view_rows
