#include "modules/identity/actions/second_factor_setup.hpp"

#include "kernel/core/text.hpp"
#include "modules/identity/actions/recovery_codes.hpp"
#include "modules/identity/actions/totp.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/second_factor_rows.hpp"

namespace kontor::identity {

namespace {

Error exists() {
  return conflict("second_factor_exists", "This account has a second factor already.");
}

Error missing() {
  return conflict("second_factor_missing", "This account has no second factor, or it was not begun in the last hour.");
}

constexpr std::string_view kWrong = "wrong";

Error wrong_code() {
  return invalid({{"/code", std::string(kWrong), "is not the code that the app shows now"}});
}

bool is_wrong_code(const Error& error) {
  return error.fields.size() == 1 && error.fields.front().code == kWrong;
}

}  // namespace

Result<SecondFactorSetup::Begun> SecondFactorSetup::begin(const Claim& claim) {
  return parts_.proof.with(claim, [&](db::Tx& tx, const Account& account) -> Result<Begun> {
    if (account.has_second_factor) return exists();
    const auto key = crypto::Key::random();
    const auto secret = totp::secret_of(key);
    second_factor_rows::begin(tx, account.id, parts_.wrap.wrap(key, account.id.str()));
    return Begun{totp::base32(secret), totp::uri(secret, parts_.issuer, account.email)};
  });
}

Result<SecondFactorSetup::RecoveryCodes> SecondFactorSetup::confirm(const UserId& user, const SessionId& session,
                                                                    std::string_view code, const Client& client) {
  const auto found =
      parts_.database.transact([&](db::Tx& tx) -> Result<std::optional<Account>> { return accounts::find(tx, user); });
  if (!found) return found.error();
  if (!*found) return no_account();
  const auto key = text::to_lower((*found)->email);
  if (auto admitted = parts_.throttle.admit(key, client.address); !admitted) return admitted.error();
  auto codes = parts_.database.transact([&](db::Tx& tx) -> Result<RecoveryCodes> {
    const auto account = accounts::find(tx, user, accounts::Lock::row);
    if (!account || !account->may_sign_in()) return no_account();
    return confirm(tx, *account, session, code, client);
  });
  if (codes || !is_wrong_code(codes.error())) return codes;
  const auto counted = parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    parts_.throttle.failed(tx, key, client.address);
    return {};
  });
  return counted ? codes : counted.error();
}

Result<SecondFactorSetup::RecoveryCodes> SecondFactorSetup::confirm(db::Tx& tx, const Account& account,
                                                                    const SessionId& session, std::string_view code,
                                                                    const Client& client) {
  const auto factor = second_factor_rows::find(tx, account.id);
  if (!factor) return missing();
  if (factor->is_confirmed) return exists();
  const auto secret = totp::secret_of(parts_.wrap.unwrap(factor->wrapped_secret, account.id.str()));
  const auto step = totp::step_of(digits_of(code), secret, factor->step, factor->last_step);
  if (!step) return wrong_code();
  auto codes = recovery_codes::make();
  second_factor_rows::confirm(tx, account.id, *step, recovery_codes::digests_of(account.id, codes));
  parts_.sessions.end_all(tx, account.id, session, "second_factor_added");
  parts_.audit.record(tx, "identity.second_factor_added", account, client);
  return codes;
}

Result<SecondFactorSetup::RecoveryCodes> SecondFactorSetup::renew_recovery_codes(const Claim& claim) {
  return parts_.proof.with(claim, [&](db::Tx& tx, const Account& account) -> Result<RecoveryCodes> {
    if (!account.has_second_factor) return missing();
    auto codes = recovery_codes::make();
    second_factor_rows::renew_recovery_codes(tx, account.id, recovery_codes::digests_of(account.id, codes));
    parts_.audit.record(tx, "identity.recovery_codes_renewed", account, claim.client);
    return codes;
  });
}

Result<void> SecondFactorSetup::remove(const Claim& claim) {
  return parts_.proof.with(claim, [&](db::Tx& tx, const Account& account) -> Result<void> {
    if (!account.has_second_factor) return missing();
    second_factor_rows::remove(tx, account.id);
    parts_.audit.record(tx, "identity.second_factor_removed", account, claim.client);
    return {};
  });
}

}  // namespace kontor::identity
