#include "modules/identity/store/administration_rows.hpp"

#include <algorithm>

namespace kontor::identity::administration_rows {

void set_status(db::Tx& tx, const UserId& id, AccountStatus status) {
  tx.execute(R"sql(
    update identity.account set status = $2, updated_at = kernel.now(), version = version + 1 where account.id = $1
  )sql",
             id, to_string(status));
}

void set_roles(db::Tx& tx, const UserId& id, const std::vector<std::string>& roles) {
  tx.execute(R"sql(
    update identity.account set roles = $2, updated_at = kernel.now(), version = version + 1 where account.id = $1
  )sql",
             id, roles);
}

Result<std::vector<Account>> list(const db::Database& database, const Filter& filter) {
  const auto rows = database.read(R"sql(
    select account.id, account.email, account.email_verified_at is not null as email_verified, account.status,
           account.roles, account.first_name, account.last_name, account.version, account.created_at,
           exists (select from identity.second_factor factor
                   where factor.account_id = account.id and factor.confirmed_at is not null) as has_second_factor
    from identity.account
    where ($1::text is null or (account.email_key ~>=~ $1 and account.email_key ~<~ ($1 || chr(1114111))))
      and ($2::text is null or account.roles @> array[$2])
      and ($3::text is null or account.status = $3)
      and ($4::uuid is null or account.id < $4)
    order by account.id desc limit $5
  )sql",
                                  filter.email_prefix, filter.role, filter.status, filter.after, filter.limit + 1);
  if (!rows) return rows.error();
  std::vector<Account> accounts;
  for (const auto& row : *rows) {
    accounts.push_back({.id = row.get<UserId>("id"),
                        .email = row.get<std::optional<std::string>>("email").value_or(""),
                        .email_verified = row.get<bool>("email_verified"),
                        .password_hash = {},
                        .status = *parse_account_status(row.get<std::string_view>("status")),
                        .roles = row.get<std::vector<std::string>>("roles"),
                        .first_name = row.get<std::optional<std::string>>("first_name"),
                        .last_name = row.get<std::optional<std::string>>("last_name"),
                        .has_second_factor = row.get<bool>("has_second_factor"),
                        .version = row.get<std::int64_t>("version"),
                        .created_at = row.get<Timestamp>("created_at")});
    std::ranges::sort(accounts.back().roles);
  }
  return accounts;
}

}  // namespace kontor::identity::administration_rows
