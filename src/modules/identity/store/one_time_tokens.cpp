#include "modules/identity/store/one_time_tokens.hpp"

#include <array>
#include <span>
#include <string_view>

namespace kontor::identity::one_time_tokens {

namespace {

using Octets = std::span<const std::uint8_t>;

std::string_view name_of(Purpose purpose) {
  constexpr std::array<std::string_view, 4> kNames{"verify_email", "reset_password", "first_administrator",
                                                   "stream_ticket"};
  return kNames[static_cast<std::size_t>(purpose)];
}

}  // namespace

Timestamp insert(db::Tx& tx, const NewToken& token) {
  const auto email_digest = token.email_digest ? std::optional<Octets>(*token.email_digest) : std::nullopt;
  return tx
      .query(R"sql(
    insert into identity.one_time_token (digest, purpose, account_id, email_digest, created_at, expires_at)
    values ($1, $2, $3, $4, kernel.now(), kernel.now() + make_interval(secs => $5))
    returning expires_at
  )sql",
             Octets(token.digest), name_of(token.purpose), token.account_id, email_digest, token.lifetime.count())
      .one()
      .get<Timestamp>("expires_at");
}

void revoke(db::Tx& tx, Purpose purpose, const UserId& account) {
  tx.post(R"sql(delete from identity.one_time_token where account_id = $1 and purpose = $2)sql", account,
          name_of(purpose));
}

void revoke_without_account(db::Tx& tx, Purpose purpose) {
  tx.post(R"sql(delete from identity.one_time_token where account_id is null and purpose = $1)sql", name_of(purpose));
}

std::optional<Found> find(db::Tx& tx, const crypto::Digest& digest, Purpose purpose) {
  const auto row = tx.query(R"sql(
    select one_time_token.account_id, one_time_token.email_digest from identity.one_time_token
    where digest = $1 and purpose = $2 and used_at is null and expires_at > kernel.now()
  )sql",
                            Octets(digest), name_of(purpose))
                       .maybe_one();
  if (!row) return std::nullopt;
  return Found{row->get<std::optional<UserId>>("account_id"), row->get<std::optional<db::Bytes>>("email_digest")};
}

bool use(db::Tx& tx, const crypto::Digest& digest, Purpose purpose) {
  return tx.execute(R"sql(
    update identity.one_time_token set used_at = kernel.now()
    where digest = $1 and purpose = $2 and used_at is null and expires_at > kernel.now()
  )sql",
                    Octets(digest), name_of(purpose)) == 1;
}

std::uint64_t forget_expired(db::Tx& tx) {
  return tx.execute(R"sql(
    delete from identity.one_time_token
    where digest in (select old.digest from identity.one_time_token old
                     where old.expires_at <= kernel.now()
                     order by old.expires_at limit 5000 for update skip locked)
  )sql");
}

}  // namespace kontor::identity::one_time_tokens
