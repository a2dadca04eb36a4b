#include "modules/ordering/store/draft_rows.hpp"

namespace kontor::ordering::draft_rows {

void insert(db::Tx& tx, const Uuid& id, const personal::Sealed& contents) {
  tx.post(R"sql(insert into ordering.draft (id, sealed, created_at) values ($1, $2, kernel.now()))sql", id,
          contents.str());
}

Result<std::optional<personal::Sealed>> find(const db::Database& database, const Uuid& id) {
  const auto rows = database.read(
      R"sql(select draft.sealed from ordering.draft where draft.id = $1 and draft.sealed is not null)sql", id);
  if (!rows) return rows.error();
  const auto row = rows->maybe_one();
  return row ? personal::Sealed::parse(row->get<std::string>("sealed")) : std::nullopt;
}

}  // namespace kontor::ordering::draft_rows
