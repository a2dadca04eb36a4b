#include "modules/identity/store/secrets.hpp"

namespace kontor::identity::secrets {

db::Bytes find_or_keep(db::Tx& tx, std::string_view name, std::string_view fresh) {
  tx.post(R"sql(
    insert into identity.secret (name, wrapped_key, created_at) values ($1, $2, kernel.now())
    on conflict (name) do nothing
  )sql",
          name, db::Bytes(fresh.begin(), fresh.end()));
  return tx.query(R"sql(select wrapped_key from identity.secret where name = $1)sql", name)
      .one()
      .get<db::Bytes>("wrapped_key");
}

}  // namespace kontor::identity::secrets
