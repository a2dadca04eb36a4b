#include "modules/identity/actions/email_verification.hpp"

#include "kernel/core/text.hpp"
#include "modules/identity/actions/owner_proof.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

EmailVerification::EmailVerification(Parts parts) : parts_(std::move(parts)) {}

void EmailVerification::request(db::Tx& tx, const Account& account) {
  const auto link = parts_.links.make(tx, kVerifyEmail, account);
  const auto person = personal::Person::user(account.id.uuid());
  const auto key = parts_.personal.keys(tx, {&person, 1}).front();
  parts_.log.publish(tx, account.id.str(),
                     VerificationRequested{account.id, key.seal(account.email), key.seal(link.url), link.expires_at});
}

Result<void> EmailVerification::request_again(const UserId& user, const Client& client) {
  const auto account =
      parts_.database.transact([&](db::Tx& tx) -> Result<std::optional<Account>> { return accounts::find(tx, user); });
  if (!account) return account.error();
  if (!*account || !(*account)->may_sign_in()) return no_account();
  if ((*account)->email_verified) return {};
  const auto key = mail_throttle_key((*account)->email);
  if (auto admitted = parts_.throttle.admit(key, client.address); !admitted) return admitted;
  parts_.links.prepare();
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    const auto current = accounts::find(tx, user, accounts::Lock::row);
    if (!current || !current->may_sign_in()) return no_account();
    if (current->email_verified) return {};
    parts_.throttle.failed(tx, key, client.address);
    request(tx, *current);
    return {};
  });
}

Result<void> EmailVerification::confirm(std::string_view token) {
  parts_.links.prepare();
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    const auto account = parts_.links.redeem(tx, kVerifyEmail, token);
    if (!account) return token_invalid();
    reached(tx, *account);
    return {};
  });
}

void EmailVerification::reached(db::Tx& tx, const Account& account) {
  if (account.email_verified) return;
  accounts::verify_email(tx, account.id);
  const auto person = personal::Person::user(account.id.uuid());
  parts_.log.publish(tx, account.id.str(), EmailVerified{account.id, parts_.personal.seal(tx, person, account.email)});
  parts_.trail.record(
      tx,
      {.action = "identity.email_verified", .subject = account.id.str(), .before = {}, .after = {}, .personal = {}});
}

std::string mail_throttle_key(std::string_view email) {
  return "mail to " + text::to_lower(email);
}

}  // namespace kontor::identity
