#include "modules/identity/store/api_key_rows.hpp"

namespace kontor::identity::api_key_rows {

namespace {

ApiKeyInfo info_from(const db::Row& row) {
  return {.id = row.get<ApiKeyId>("id"),
          .prefix = row.get<std::string>("prefix"),
          .name = row.get<std::string>("name"),
          .scopes = row.get<std::vector<std::string>>("scopes"),
          .created_by = row.get<UserId>("created_by"),
          .created_at = row.get<Timestamp>("created_at"),
          .expires_at = row.get<std::optional<Timestamp>>("expires_at"),
          .last_used_at = row.get<std::optional<Timestamp>>("last_used_at")};
}

}  // namespace

Timestamp now(db::Tx& tx) {
  return tx.query(R"sql(select kernel.now() as now)sql").one().get<Timestamp>("now");
}

std::int64_t count_good(db::Tx& tx) {
  return tx
      .query(R"sql(
        select count(*) as keys from identity.api_key
        where api_key.revoked_at is null and (api_key.expires_at is null or api_key.expires_at > kernel.now())
      )sql")
      .one()
      .get<std::int64_t>("keys");
}

bool insert(db::Tx& tx, const ApiKeyInfo& key, const crypto::Digest& secret_digest) {
  return tx.execute(R"sql(
           insert into identity.api_key
             (id, prefix, secret_digest, name, scopes, created_by, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (prefix) do nothing
         )sql",
                    key.id, key.prefix, std::span<const std::uint8_t>(secret_digest), key.name, key.scopes,
                    key.created_by, key.created_at, key.expires_at) == 1;
}

std::optional<ApiKeyInfo> find(db::Tx& tx, const ApiKeyId& id) {
  const auto row = tx.query(R"sql(
    select api_key.id, api_key.prefix, api_key.name, api_key.scopes, api_key.created_by, api_key.created_at,
           api_key.expires_at, api_key.last_used_at
    from identity.api_key where api_key.id = $1 and api_key.revoked_at is null
    for update
  )sql",
                            id)
                       .maybe_one();
  return row ? std::optional(info_from(*row)) : std::nullopt;
}

void revoke(db::Tx& tx, const ApiKeyId& id) {
  tx.execute(R"sql(update identity.api_key set revoked_at = kernel.now() where api_key.id = $1)sql", id);
}

std::optional<Owner> owner_of(db::Tx& tx, const ApiKeyId& id) {
  const auto row = tx.query(R"sql(
    select api_key.created_by, api_key.scopes from identity.api_key
    where api_key.id = $1 and api_key.revoked_at is null
      and (api_key.expires_at is null or api_key.expires_at > kernel.now())
  )sql",
                            id)
                       .maybe_one();
  if (!row) return std::nullopt;
  return Owner{row->get<UserId>("created_by"), PermissionSet(row->get<std::vector<std::string>>("scopes"))};
}

Result<std::vector<ApiKeyInfo>> list(const db::Database& database, const std::optional<ApiKeyId>& after, int limit) {
  const auto rows = database.read(R"sql(
    select api_key.id, api_key.prefix, api_key.name, api_key.scopes, api_key.created_by, api_key.created_at,
           api_key.expires_at, api_key.last_used_at
    from identity.api_key
    where api_key.revoked_at is null and ($1::uuid is null or api_key.id < $1)
    order by api_key.id desc limit $2
  )sql",
                                  after, limit + 1);
  if (!rows) return rows.error();
  std::vector<ApiKeyInfo> keys;
  for (const auto& row : *rows) keys.push_back(info_from(row));
  return keys;
}

}  // namespace kontor::identity::api_key_rows
