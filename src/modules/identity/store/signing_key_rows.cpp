#include "modules/identity/store/signing_key_rows.hpp"

namespace kontor::identity::signing_key_rows {

namespace {

db::Bytes bytes(const std::string& text) {
  return {text.begin(), text.end()};
}

}  // namespace

std::optional<KeptKey> current(db::Tx& tx) {
  const auto row = tx.query(R"sql(
    select signing_key.id, signing_key.wrapped_key from identity.signing_key
    where signing_key.signs_from <= kernel.now()
      and (signing_key.retires_at is null or signing_key.retires_at > kernel.now())
    order by signing_key.signs_from desc, signing_key.created_at desc limit 1
  )sql")
                       .maybe_one();
  if (!row) return std::nullopt;
  return KeptKey{row->get<std::string>("id"), row->get<db::Bytes>("wrapped_key")};
}

Result<std::vector<db::Bytes>> published(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select signing_key.public_key from identity.signing_key
    where signing_key.retires_at is null or signing_key.retires_at > kernel.now()
    order by signing_key.signs_from desc, signing_key.id
  )sql");
  if (!rows) return rows.error();
  std::vector<db::Bytes> keys;
  for (const auto& row : *rows) keys.push_back(row.get<db::Bytes>("public_key"));
  return keys;
}

Result<std::vector<SigningKeyInfo>> list(const db::Database& database) {
  const auto rows = database.read(R"sql(
    select signing_key.id, signing_key.created_at, signing_key.signs_from, signing_key.retires_at,
           case when signing_key.retires_at <= kernel.now() then 'retired'
                when signing_key.signs_from > kernel.now() then 'coming'
                when signing_key.signs_from = max(signing_key.signs_from)
                       filter (where signing_key.signs_from <= kernel.now()) over () then 'signing'
                else 'checking' end as state
    from identity.signing_key
    order by signing_key.signs_from desc, signing_key.created_at desc
  )sql");
  if (!rows) return rows.error();
  std::vector<SigningKeyInfo> keys;
  for (const auto& row : *rows) {
    keys.push_back({row.get<std::string>("id"), row.get<std::string>("state"), row.get<Timestamp>("created_at"),
                    row.get<Timestamp>("signs_from"), row.get<std::optional<Timestamp>>("retires_at")});
  }
  return keys;
}

bool newest_is_older(db::Tx& tx, std::chrono::days than) {
  return tx
      .query(R"sql(
    select coalesce(max(signing_key.created_at) < kernel.now() - make_interval(days => $1), false) as is_older
    from identity.signing_key
  )sql",
             static_cast<int>(than.count()))
      .one()
      .get<bool>("is_older");
}

void insert(db::Tx& tx, const NewKey& key, std::chrono::seconds signs_in) {
  tx.post(R"sql(
    insert into identity.signing_key (id, public_key, wrapped_key, created_at, signs_from)
    values ($1, $2, $3, kernel.now(), kernel.now() + make_interval(secs => $4))
  )sql",
          key.id, bytes(key.public_key), bytes(key.wrapped_key), signs_in.count());
}

void retire_others(db::Tx& tx, const std::string& id, std::chrono::seconds in) {
  tx.post(R"sql(delete from identity.signing_key where retires_at < kernel.now() - interval '1 day')sql");
  tx.post(R"sql(
    update identity.signing_key
    set retires_at = least(coalesce(retires_at, 'infinity'), kernel.now() + make_interval(secs => $2))
    where signing_key.id <> $1
  )sql",
          id, in.count());
}

}  // namespace kontor::identity::signing_key_rows
