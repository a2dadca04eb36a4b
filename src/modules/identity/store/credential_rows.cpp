#include "modules/identity/store/credential_rows.hpp"

#include <algorithm>

#include "modules/identity/api/identity.hpp"

namespace kontor::identity::credential_rows {

namespace {

// One statement, so that it sees one moment.
constexpr std::string_view kRead = R"sql(
  select 'signing_key' as kind, null::uuid as id, signing_key.id as name, signing_key.public_key as bytes,
         '{}'::text[] as permissions, '{}'::text[] as roles, null::timestamptz as at
  from identity.signing_key
  where signing_key.retires_at is null or signing_key.retires_at > kernel.now()
  union all
  select 'role', null, role.name, null, role.permissions, '{}', null
  from identity.role
  union all
  select 'api_key', api_key.id, api_key.prefix, api_key.secret_digest, api_key.scopes, account.roles,
         api_key.expires_at
  from identity.api_key
  join identity.account on account.id = api_key.created_by and account.status = 'active'
  where api_key.revoked_at is null and (api_key.expires_at is null or api_key.expires_at > kernel.now())
  union all
  select 'ended_session', session.id, '', null, '{}', '{}', session.ended_at
  from identity.session
  where session.ended_at > kernel.now() - make_interval(secs => $1)
  order by at
)sql";

KeptApiKey api_key_from(const db::Row& row) {
  const auto id = row.get<ApiKeyId>("id");
  KeptApiKey kept{.key = {.id = id.uuid(),
                          .subject = id.str(),
                          .prefix = row.get<std::string>("name"),
                          .scopes = row.get<std::vector<std::string>>("permissions"),
                          .expires_at = row.get<std::optional<Timestamp>>("at")},
                  .maker_roles = row.get<std::vector<std::string>>("roles")};
  const auto digest = row.get<db::Bytes>("bytes");
  std::copy_n(digest.begin(), std::min(digest.size(), kept.key.secret_digest.size()), kept.key.secret_digest.begin());
  return kept;
}

void take(const db::Row& row, Kept& kept) {
  const auto kind = row.get<std::string_view>("kind");
  if (kind == "signing_key") {
    if (auto key = crypto::RsaPublicKey::from_der(row.get<db::Bytes>("bytes"))) {
      kept.signing_keys.push_back(*std::move(key));
    }
  } else if (kind == "role") {
    kept.roles.push_back({.name = row.get<std::string>("name"),
                          .description = {},
                          .permissions = PermissionSet(row.get<std::vector<std::string>>("permissions"))});
  } else if (kind == "api_key") {
    kept.api_keys.push_back(api_key_from(row));
  } else {
    kept.ended_sessions.push_back(row.get<Uuid>("id"));
  }
}

}  // namespace

Result<Kept> read(const db::Database& database, std::chrono::seconds token_life) {
  const auto rows = database.read(kRead, static_cast<std::int64_t>(token_life.count()));
  if (!rows) return rows.error();
  Kept kept;
  for (const auto& row : *rows) take(row, kept);
  return kept;
}

Result<void> note_uses(db::Database database, const std::vector<auth::ApiKeyUse>& uses) {
  std::vector<Uuid> ids;
  std::vector<Timestamp> times;
  for (const auto& use : uses) {
    ids.push_back(use.id);
    times.push_back(use.at);
  }
  return database.transact([&](db::Tx& tx) -> Result<void> {
    tx.execute(R"sql(
      update identity.api_key
      set last_used_at = greatest(api_key.last_used_at, used.at)
      from unnest($1::uuid[], $2::timestamptz[]) as used(id, at)
      where api_key.id = used.id
    )sql",
               ids, times);
    return {};
  });
}

}  // namespace kontor::identity::credential_rows
