#include "modules/identity/store/accounts.hpp"

#include <algorithm>

namespace kontor::identity::accounts {

namespace {

// Both statements answer the same columns; each is written as a whole so that it can be read.
constexpr std::string_view kFind = R"sql(
  select account.id, account.email, account.email_verified_at is not null as email_verified, account.password_hash,
         account.status, account.roles, account.first_name, account.last_name, account.version, account.created_at,
         exists (select from identity.second_factor factor
                 where factor.account_id = account.id and factor.confirmed_at is not null) as has_second_factor
  from identity.account where account.id = $1
)sql";

constexpr std::string_view kFindByEmail = R"sql(
  select account.id, account.email, account.email_verified_at is not null as email_verified, account.password_hash,
         account.status, account.roles, account.first_name, account.last_name, account.version, account.created_at,
         exists (select from identity.second_factor factor
                 where factor.account_id = account.id and factor.confirmed_at is not null) as has_second_factor
  from identity.account where account.email_key = $1
)sql";

constexpr std::string_view kLock = R"sql(
  select from identity.account where account.id = $1 for update
)sql";

constexpr std::string_view kLockByEmail = R"sql(
  select from identity.account where account.email_key = $1 for update
)sql";

std::optional<Account> account_from(const db::Rows& rows) {
  const auto row = rows.maybe_one();
  if (!row) return std::nullopt;
  Account account{
      .id = row->get<UserId>("id"),
      .email = row->get<std::optional<std::string>>("email").value_or(""),
      .email_verified = row->get<bool>("email_verified"),
      .password_hash = row->get<std::optional<std::string>>("password_hash"),
      .status = *parse_account_status(row->get<std::string_view>("status")),
      .roles = row->get<std::vector<std::string>>("roles"),
      .first_name = row->get<std::optional<std::string>>("first_name"),
      .last_name = row->get<std::optional<std::string>>("last_name"),
      .has_second_factor = row->get<bool>("has_second_factor"),
      .version = row->get<std::int64_t>("version"),
      .created_at = row->get<Timestamp>("created_at"),
  };
  std::ranges::sort(account.roles);
  return account;
}

}  // namespace

std::optional<Account> find(db::Tx& tx, const UserId& id, Lock lock) {
  if (lock == Lock::row) tx.post(kLock, id);
  return account_from(tx.query(kFind, id));
}

std::optional<Account> find_by_email(db::Tx& tx, std::string_view email_key, Lock lock) {
  if (lock == Lock::row) tx.post(kLockByEmail, email_key);
  return account_from(tx.query(kFindByEmail, email_key));
}

bool insert(db::Tx& tx, const NewAccount& account) {
  return tx.execute(R"sql(
           insert into identity.account
             (id, email, email_key, password_hash, roles, first_name, last_name, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, kernel.now(), kernel.now())
           on conflict (email_key) do nothing
         )sql",
                    account.id, account.email.str(), account.email.key(), account.password_hash, account.roles,
                    account.first_name, account.last_name) == 1;
}

void set_password(db::Tx& tx, const UserId& id, std::string_view hash) {
  tx.execute(R"sql(
    update identity.account
    set password_hash = $2, updated_at = kernel.now(), version = version + 1
    where account.id = $1 and account.status <> 'erased'
  )sql",
             id, hash);
}

void verify_email(db::Tx& tx, const UserId& id) {
  tx.execute(R"sql(
    update identity.account
    set email_verified_at = kernel.now(), updated_at = kernel.now(), version = version + 1
    where account.id = $1 and account.email_verified_at is null and account.status <> 'erased'
  )sql",
             id);
}

Result<std::vector<UserSummary>> summaries(const db::Database& database, std::span<const UserId> ids) {
  const auto rows = database.read(R"sql(
    select account.id, account.email, account.email_verified_at is not null as email_verified, account.first_name,
           account.last_name, coalesce(account.preferences->>'locale', '') as locale
    from unnest($1::uuid[]) with ordinality as asked(id, place)
    join identity.account on account.id = asked.id and account.status <> 'erased'
    order by asked.place
  )sql",
                                  ids);
  if (!rows) return rows.error();
  std::vector<UserSummary> users;
  for (const auto& row : *rows) {
    users.push_back({row.get<UserId>("id"), row.get<std::string>("email"), row.get<bool>("email_verified"),
                     row.get<std::optional<std::string>>("first_name"),
                     row.get<std::optional<std::string>>("last_name"), row.get<std::string>("locale")});
  }
  return users;
}

Result<void> check(const db::Database& database) {
  const auto answer = database.read(R"sql(select 1 from identity.account limit 1)sql");
  return answer ? Result<void>() : answer.error();
}

}  // namespace kontor::identity::accounts
