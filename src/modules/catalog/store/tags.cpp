#include "modules/catalog/store/tags.hpp"

namespace kontor::catalog::tags {

void lock(db::Tx& tx) {
  tx.post(R"sql(select pg_advisory_xact_lock(hashtextextended('catalog.tags', 0)))sql");
}

Tag find(db::Tx& tx, const std::string& tag) {
  const auto rows = tx.query(R"sql(
    select (select count(*) from catalog.product p where p.tags @> array[$1::text]) as products,
           coalesce((select t.version from catalog.tag t where t.tag = $1), 1) as version
  )sql",
                             tag);
  const auto row = rows.one();
  return {tag, row.get<std::int64_t>("products"), row.get<std::int64_t>("version")};
}

void touch(db::Tx& tx, const std::string& tag) {
  tx.execute(R"sql(
    insert into catalog.tag as t (tag, version) values ($1, 2)
    on conflict (tag) do update set version = t.version + 1
  )sql",
             tag);
}

std::vector<ProductId> products_with(db::Tx& tx, const std::string& tag, const std::optional<ProductId>& after,
                                     int limit) {
  const auto rows = tx.query(R"sql(
    select p.id
    from catalog.product p
    where p.tags @> array[$1::text] and ($2::uuid is null or p.id > $2::uuid)
    order by p.id
    limit $3
  )sql",
                             tag, after, limit);
  std::vector<ProductId> ids;
  for (const auto& row : rows) ids.push_back(row.get<ProductId>("id"));
  return ids;
}

}  // namespace kontor::catalog::tags
