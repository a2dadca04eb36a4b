#include "modules/identity/store/sessions.hpp"

#include "kernel/core/text.hpp"

namespace kontor::identity::session_rows {

namespace {

std::span<const std::uint8_t> bytes(const crypto::Digest& digest) {
  return digest;
}

std::optional<std::string_view> present(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<SessionId> ids_of(const db::Rows& rows) {
  std::vector<SessionId> ids;
  for (const auto& row : rows) ids.push_back(row.get<SessionId>("id"));
  return ids;
}

}  // namespace

void insert(db::Tx& tx, const NewSession& session) {
  tx.post(R"sql(
    insert into identity.session
      (id, account_id, created_at, refreshed_at, expires_at, token_digests, device, address)
    values ($1, $2, kernel.now(), kernel.now(), kernel.now() + make_interval(days => $3), array[$4::bytea], $5, $6)
  )sql",
          session.id, session.account_id, session.idle_days, bytes(session.token_digest),
          present(session.client.device), present(session.client.address));
}

std::optional<Shown> find_by_token(db::Tx& tx, const SessionId& id, const crypto::Digest& token_digest,
                                   int grace_seconds) {
  const auto row = tx.query(R"sql(
    select session.account_id, session.generation,
           session.ended_at is not null or session.expires_at <= kernel.now() as is_over,
           $2::bytea = any(session.token_digests) as is_known,
           coalesce(session.used_digest = $2::bytea, false)
             and session.refreshed_at > kernel.now() - make_interval(secs => $3) as was_just_used,
           cardinality(session.token_digests) as siblings
    from identity.session where session.id = $1
    for update
  )sql",
                            id, bytes(token_digest), grace_seconds)
                       .maybe_one();
  if (!row) return std::nullopt;
  return Shown{row->get<UserId>("account_id"),
               {.generation = row->get<std::int32_t>("generation"),
                .is_over = row->get<bool>("is_over"),
                .is_known = row->get<bool>("is_known"),
                .was_just_used = row->get<bool>("was_just_used"),
                .siblings = row->get<std::int32_t>("siblings")}};
}

void rotate(db::Tx& tx, const Rotation& rotation) {
  tx.post(R"sql(
    update identity.session
    set generation = generation + 1, token_digests = array[$2::bytea], used_digest = $3, refreshed_at = kernel.now(),
        expires_at = kernel.now() + make_interval(days => $4), device = $5, address = $6
    where session.id = $1
  )sql",
          rotation.id, bytes(rotation.next), bytes(rotation.used), rotation.idle_days, present(rotation.client.device),
          present(rotation.client.address));
}

void add_sibling(db::Tx& tx, const SessionId& id, const crypto::Digest& token_digest) {
  tx.post(R"sql(
    update identity.session set token_digests = token_digests || $2::bytea where session.id = $1
  )sql",
          id, bytes(token_digest));
}

std::vector<SessionId> end_all(db::Tx& tx, const UserId& account, const std::optional<SessionId>& except,
                               std::string_view reason) {
  return ids_of(tx.query(R"sql(
    with open as (
      select session.id from identity.session
      where session.account_id = $1 and session.ended_at is null and ($2::uuid is null or session.id <> $2)
      order by session.id for update)
    update identity.session
    set ended_at = kernel.now(), end_reason = $3, device = null, address = null, token_digests = '{}', used_digest = null
    from open where session.id = open.id
    returning session.id
  )sql",
                         account, except, reason));
}

std::vector<SessionId> end_surplus(db::Tx& tx, const UserId& account, int kept, std::string_view reason) {
  return ids_of(tx.query(R"sql(
    with surplus as (
      select session.id from identity.session
      where session.account_id = $1 and session.ended_at is null
      order by session.created_at desc, session.id desc offset $2 for update)
    update identity.session
    set ended_at = kernel.now(), end_reason = $3, device = null, address = null, token_digests = '{}', used_digest = null
    from surplus where session.id = surplus.id
    returning session.id
  )sql",
                         account, kept, reason));
}

bool end(db::Tx& tx, const UserId& account, const SessionId& id, std::string_view reason) {
  return tx.execute(R"sql(
    update identity.session
    set ended_at = kernel.now(), end_reason = $3, device = null, address = null, token_digests = '{}', used_digest = null
    where session.id = $2 and session.account_id = $1 and session.ended_at is null
  )sql",
                    account, id, reason) == 1;
}

Result<std::vector<SessionInfo>> list(const db::Database& database, const UserId& account,
                                      const std::optional<SessionId>& after, int limit) {
  const auto rows = database.read(R"sql(
    select session.id, session.device, session.address, session.created_at, session.refreshed_at, session.expires_at
    from identity.session
    where session.account_id = $1 and session.ended_at is null and session.expires_at > kernel.now()
      and ($2::uuid is null or session.id < $2)
    order by session.id desc limit $3
  )sql",
                                  account, after, limit + 1);
  if (!rows) return rows.error();
  std::vector<SessionInfo> sessions;
  for (const auto& row : *rows) {
    sessions.push_back({row.get<SessionId>("id"), row.get<std::optional<std::string>>("device"),
                        row.get<std::optional<std::string>>("address"), row.get<Timestamp>("created_at"),
                        row.get<Timestamp>("refreshed_at"), row.get<Timestamp>("expires_at")});
  }
  return sessions;
}

std::uint64_t forget_old(db::Tx& tx) {
  return tx.execute(R"sql(
    delete from identity.session
    where id in (select old.id from identity.session old
                 where (old.ended_at is not null and old.ended_at < kernel.now() - interval '1 day')
                    or (old.ended_at is null and old.expires_at < kernel.now() - interval '1 day')
                 limit 5000 for update skip locked)
  )sql");
}

}  // namespace kontor::identity::session_rows
