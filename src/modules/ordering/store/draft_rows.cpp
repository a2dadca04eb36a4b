#include "modules/ordering/store/draft_rows.hpp"

namespace kontor::ordering::draft_rows {

void insert(db::Tx& tx, const Uuid& id, const std::string& contents) {
  tx.post(R"sql(insert into ordering.draft (id, contents, created_at) values ($1, $2, kernel.now()))sql", id,
          db::JsonText{contents});
}

Result<std::optional<std::string>> find(const db::Database& database, const Uuid& id) {
  const auto rows = database.read(R"sql(select draft.contents from ordering.draft where draft.id = $1)sql", id);
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? std::optional(row->get<db::JsonText>("contents").text) : std::nullopt;
}

}  // namespace kontor::ordering::draft_rows
