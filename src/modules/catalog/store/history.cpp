#include "modules/catalog/store/history.hpp"

namespace kontor::catalog::history {

void add(db::Tx& tx, const Entry& entry) {
  tx.post(R"sql(
    insert into catalog.product_history (product_id, version, event_id, at, what, actor, correlation_id, changes)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict do nothing
  )sql",
          entry.product_id, entry.version, entry.event_id, entry.at, entry.what, entry.actor, entry.correlation_id,
          db::JsonText{entry.changes});
}

void clear(db::Tx& tx) {
  tx.execute(R"sql(delete from catalog.product_history)sql");
}

Result<std::vector<Entry>> of(const db::Database& database, const ProductId& id, const std::optional<Place>& after,
                              int limit) {
  const auto rows = database.read(R"sql(
    select product_id, version, event_id, at, what, actor, correlation_id, changes
    from catalog.product_history
    where product_id = $1 and ($2::bigint is null or (version, event_id) < ($2::bigint, $3::uuid))
    order by version desc, event_id desc
    limit $4
  )sql",
                                  id, after ? std::optional(after->version) : std::nullopt,
                                  after ? std::optional(after->event_id) : std::nullopt, limit);
  if (!rows) return rows.error();
  std::vector<Entry> entries;
  for (const auto& row : *rows) {
    entries.push_back({row.get<ProductId>("product_id"), row.get<std::int64_t>("version"), row.get<Uuid>("event_id"),
                       row.get<Timestamp>("at"), row.get<std::string>("what"), row.get<std::string>("actor"),
                       row.get<std::string>("correlation_id"), row.get<db::JsonText>("changes").text});
  }
  return entries;
}

}  // namespace kontor::catalog::history
