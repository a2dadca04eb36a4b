#include "modules/identity/actions/password_changes.hpp"

#include <array>

#include "kernel/core/text.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/actions/personal_note.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

namespace {

std::string json_member(std::string_view name, std::string_view value) {
  std::string out;
  json::Writer(out).begin_object().field(name, value).end_object();
  return out;
}

}  // namespace

PasswordChanges::PasswordChanges(Parts parts) : parts_(std::move(parts)) {}

// Both ways through it send the same statements.
Result<void> PasswordChanges::forgot(const Email& email, const Client& client) {
  const auto key = mail_throttle_key(email.key());
  if (auto admitted = parts_.throttle.admit(key, client.address); !admitted) return admitted;
  parts_.links.prepare();
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    const auto account = accounts::find_by_email(tx, email.key(), accounts::Lock::row);
    const bool is_sent = account && account->may_sign_in();
    parts_.throttle.failed(tx, key, client.address);
    // The audit's entry is a guest's, whether the address is a user's or nobody's: who erases a user erases both.
    const auto guest = personal::Person::guest(email.key());
    const std::array persons{guest, is_sent ? personal::Person::user(account->id.uuid()) : guest};
    const auto keys = parts_.personal.keys(tx, persons);
    if (is_sent) {
      const auto link = parts_.links.make(tx, kResetPassword, *account);
      parts_.log.publish(
          tx, account->id.str(),
          PasswordResetRequested{account->id, keys[1].seal(account->email), keys[1].seal(link.url), link.expires_at});
    } else {
      parts_.links.pretend(tx, kResetPassword, email.key());
    }
    parts_.trail.record(tx, {.action = "identity.password_reset_requested",
                             .subject = is_sent ? account->id.str() : "",
                             .before = {},
                             .after = {},
                             .personal = keys[0].seal(personal_note(email.key(), client))});
    return {};
  });
}

Result<void> PasswordChanges::reset(std::string_view token, std::string_view password, const Client& client) {
  parts_.links.prepare();
  // Looked at before the password is hashed: who has no link has nothing computed for them.
  const auto owner = parts_.database.transact(
      [&](db::Tx& tx) -> Result<std::optional<Account>> { return parts_.links.owner(tx, kResetPassword, token); });
  if (!owner) return owner.error();
  if (!*owner) return token_invalid();
  const auto hash = parts_.passwords.hash(password, (*owner)->email, "/password");
  if (!hash) return hash.error();
  return parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    const auto account = parts_.links.redeem(tx, kResetPassword, token);
    if (!account) return token_invalid();
    set(tx, {*account, *hash, std::nullopt, "reset", client});
    parts_.verification.reached(tx, *account);
    return {};
  });
}

Result<void> PasswordChanges::change(const OwnerProof::Claim& claim, const SessionId& session, std::string_view fresh) {
  const auto account = parts_.database.transact(
      [&](db::Tx& tx) -> Result<std::optional<Account>> { return accounts::find(tx, claim.user); });
  if (!account) return account.error();
  if (!*account || !(*account)->may_sign_in()) return no_account();
  const auto hash = parts_.passwords.hash(fresh, (*account)->email, "/new_password");
  if (!hash) return hash.error();
  return parts_.proof.with(claim, [&](db::Tx& tx, const Account& owner) -> Result<void> {
    set(tx, {owner, *hash, session, "change", claim.client});
    return {};
  });
}

void PasswordChanges::set(db::Tx& tx, const Setting& setting) {
  const auto& account = setting.account;
  accounts::set_password(tx, account.id, setting.hash);
  parts_.throttle.succeeded(tx, text::to_lower(account.email));
  parts_.sessions.end_all(tx, account.id, setting.kept, "password_changed");
  parts_.log.publish(tx, account.id.str(), PasswordChanged{account.id});
  parts_.audit.record(tx, "identity.password_changed", account, setting.client, json_member("way", setting.way));
}

}  // namespace kontor::identity
