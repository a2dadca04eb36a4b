#include "modules/identity/store/customer_rows.hpp"

#include "kernel/json/json.hpp"

namespace kontor::identity::customer_rows {

void insert(db::Tx& tx, const std::vector<BareAccount>& fresh, const std::optional<std::string>& password_hash) {
  tx.post(R"sql(
    insert into identity.account (id, email, email_key, password_hash, first_name, last_name, created_at, updated_at)
    select fresh.id, fresh.email, fresh.email, $2, fresh.first_name, fresh.last_name, since.since, since.since
    from jsonb_to_recordset($1::jsonb) as fresh (id uuid, email text, first_name text, last_name text),
      (select kernel.now() - interval '14 months') as since (since)
    on conflict (email_key) do nothing
  )sql",
          db::JsonText{json::to_json(fresh)}, password_hash);
}

std::map<std::string, UserId> ids_of(db::Tx& tx, const std::vector<BareAccount>& accounts) {
  std::vector<std::string> emails;
  for (const auto& one : accounts) emails.push_back(one.email);
  const auto rows = tx.query(
      R"sql(select account.id, account.email_key from identity.account where email_key = any($1::text[]))sql", emails);
  std::map<std::string, UserId> ids;
  for (const auto& row : rows) ids.emplace(row.get<std::string>("email_key"), row.get<UserId>("id"));
  return ids;
}

}  // namespace kontor::identity::customer_rows
