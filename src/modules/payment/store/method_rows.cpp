#include "modules/payment/store/method_rows.hpp"

namespace kontor::payment::method_rows {

std::string token_behind(db::Tx& tx, const std::string& token, const std::optional<Uuid>& user,
                         std::string_view provider) {
  const auto id = MethodId::parse(token);
  if (!id) return token;
  if (!user) return "";
  const auto row = tx.query(R"sql(
                       select method.token from payment.method
                       where method.id = $1 and method.user_id = $2 and method.provider = $3
                     )sql",
                            *id, *user, provider)
                       .maybe_one();
  return row ? row->get<std::string>("token") : "";
}

void store(db::Tx& tx, const Uuid& user, std::string_view provider, std::string_view token, int at_most) {
  tx.post(R"sql(
    insert into payment.method (id, user_id, provider, token, label, created_at)
    select $1, $2, $3, $4, $3, kernel.now()
    where (select count(*) from payment.method where method.user_id = $2) < $5
    on conflict (user_id, provider, token) do nothing
  )sql",
          MethodId::generate(), user, provider, token, at_most);
}

Result<std::vector<Method>> list(const db::Database& database, const Uuid& user) {
  const auto rows = database.read(R"sql(
    select method.id, method.provider, method.label, method.created_at
    from payment.method
    where method.user_id = $1
    order by method.id
    limit 1000
  )sql",
                                  user);
  if (!rows) return rows.error();
  std::vector<Method> methods;
  for (const auto& row : *rows) {
    methods.push_back({row.get<MethodId>("id"), row.get<std::string>("provider"), row.get<std::string>("label"),
                       row.get<Timestamp>("created_at")});
  }
  return methods;
}

bool remove(db::Tx& tx, const Uuid& user, const MethodId& id) {
  return tx.execute(R"sql(delete from payment.method where method.id = $1 and method.user_id = $2)sql", id, user) == 1;
}

}  // namespace kontor::payment::method_rows
