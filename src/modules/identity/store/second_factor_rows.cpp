#include "modules/identity/store/second_factor_rows.hpp"

#include <string>
#include <vector>

#include "kernel/core/text.hpp"

namespace kontor::identity::second_factor_rows {

namespace {

// As elements of a bytea[].
std::vector<std::string> elements(std::span<const crypto::Digest> digests) {
  std::vector<std::string> texts;
  for (const auto& digest : digests) texts.push_back("\\x" + text::hex(digest));
  return texts;
}

}  // namespace

std::optional<Factor> find(db::Tx& tx, const UserId& account) {
  const auto row = tx.query(R"sql(
    select factor.wrapped_secret, factor.confirmed_at, factor.last_step,
           cardinality(factor.recovery_digests) as recovery_codes,
           floor(extract(epoch from kernel.now()) / 30)::bigint as step
    from identity.second_factor factor
    where factor.account_id = $1
      and (factor.confirmed_at is not null or factor.created_at > kernel.now() - interval '1 hour')
  )sql",
                            account)
                       .maybe_one();
  if (!row) return std::nullopt;
  const auto confirmed_at = row->get<std::optional<Timestamp>>("confirmed_at");
  return Factor{.wrapped_secret = row->get<db::Bytes>("wrapped_secret"),
                .is_confirmed = confirmed_at.has_value(),
                .last_step = row->get<std::int64_t>("last_step"),
                .step = row->get<std::int64_t>("step"),
                .recovery_codes = row->get<std::int32_t>("recovery_codes"),
                .confirmed_at = confirmed_at};
}

void begin(db::Tx& tx, const UserId& account, std::string_view wrapped_secret) {
  tx.post(R"sql(
    insert into identity.second_factor (account_id, wrapped_secret, created_at)
    values ($1, $2, kernel.now())
    on conflict (account_id) do update
    set wrapped_secret = excluded.wrapped_secret, created_at = excluded.created_at, last_step = 0
  )sql",
          account, db::Bytes(wrapped_secret.begin(), wrapped_secret.end()));
}

void confirm(db::Tx& tx, const UserId& account, std::int64_t step, std::span<const crypto::Digest> recovery_codes) {
  tx.post(R"sql(
    update identity.second_factor
    set confirmed_at = kernel.now(), last_step = $2, recovery_digests = $3::bytea[]
    where account_id = $1
  )sql",
          account, step, elements(recovery_codes));
}

void use_step(db::Tx& tx, const UserId& account, std::int64_t step) {
  tx.post(R"sql(update identity.second_factor set last_step = $2 where account_id = $1)sql", account, step);
}

bool use_recovery_code(db::Tx& tx, const UserId& account, const crypto::Digest& code) {
  return tx.execute(R"sql(
           update identity.second_factor
           set recovery_digests = array_remove(recovery_digests, $2::bytea)
           where account_id = $1 and $2::bytea = any(recovery_digests)
         )sql",
                    account, std::span<const std::uint8_t>(code)) == 1;
}

void renew_recovery_codes(db::Tx& tx, const UserId& account, std::span<const crypto::Digest> codes) {
  tx.post(R"sql(update identity.second_factor set recovery_digests = $2::bytea[] where account_id = $1)sql", account,
          elements(codes));
}

bool remove(db::Tx& tx, const UserId& account) {
  return tx.execute(R"sql(delete from identity.second_factor where account_id = $1)sql", account) == 1;
}

}  // namespace kontor::identity::second_factor_rows
