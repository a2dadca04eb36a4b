#include "modules/identity/actions/administrators.hpp"

#include <algorithm>

#include "kernel/auth/permission.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/actions/personal_note.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/store/administrators.hpp"
#include "modules/identity/store/locks.hpp"

namespace kontor::identity {

namespace {

std::vector<std::string> roles_of_administrators() {
  return {std::string(auth::kAdministrator), std::string(auth::kCustomer)};
}

std::string json_of(const std::vector<std::string>& roles) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("roles").begin_array();
  for (const auto& role : roles) writer.value(role);
  writer.end_array().end_object();
  return out;
}

}  // namespace

Administrators::Administrators(Parts parts) : parts_(std::move(parts)) {}

Result<UserId> Administrators::create(const Applicant& applicant) {
  auto email = check(applicant);
  if (!email) return std::move(email).error();
  auto hash = parts_.passwords.hash(applicant.password, applicant.email, "/password");
  if (!hash) return std::move(hash).error();
  const auto fresh = account_for(applicant, *std::move(email), *std::move(hash), roles_of_administrators());
  return parts_.database.transact([&](db::Tx& tx) -> Result<UserId> {
    take_turn(tx, Turn::administration);
    const auto account = enter(tx, fresh, {});
    if (!account) return account.error();
    parts_.verification.reached(tx, *account);
    return account->id;
  });
}

Result<bool> Administrators::promote(std::string_view address) {
  const auto email = Email::parse(address);
  if (!email) return invalid({{"/email", "format", "must be an e-mail address"}});
  return parts_.database.transact([&](db::Tx& tx) -> Result<bool> {
    take_turn(tx, Turn::administration);
    const auto account = accounts::find_by_email(tx, email->key(), accounts::Lock::row);
    if (!account) return not_found("account");
    if (!account->may_sign_in()) return conflict("account_disabled", "This account is disabled.");
    if (account->has_role(auth::kAdministrator)) return false;
    administrators::add_role(tx, account->id);
    auto roles = account->roles;
    roles.insert(std::ranges::lower_bound(roles, auth::kAdministrator), std::string(auth::kAdministrator));
    parts_.trail.record(tx, {.action = "identity.role_assigned",
                             .subject = account->id.str(),
                             .before = json_of(account->roles),
                             .after = json_of(roles),
                             .personal = {}});
    return true;
  });
}

Result<std::optional<std::string>> Administrators::invite_first() {
  return parts_.database.transact([&](db::Tx& tx) -> Result<std::optional<std::string>> {
    take_turn(tx, Turn::administration);
    if (administrators::exist(tx)) return std::nullopt;
    return parts_.links.make_for_anybody(tx, kFirstAdministrator).url;
  });
}

Result<bool> Administrators::first_is_missing() {
  if (first_is_there_) return false;
  const auto found = parts_.database.transact([](db::Tx& tx) -> Result<bool> { return administrators::exist(tx); });
  if (!found) return found.error();
  first_is_there_ = *found;
  return !*found;
}

Result<OpenedSession> Administrators::set_up(std::string_view token, const Applicant& applicant, const Client& client) {
  // Looked at before the password is hashed: who has no link has nothing computed for them.
  const auto looked = parts_.database.transact([&](db::Tx& tx) { return look_at(tx, token); });
  if (!looked) return looked.error();
  auto email = check(applicant);
  if (!email) return std::move(email).error();
  auto hash = parts_.passwords.hash(applicant.password, applicant.email, "/password");
  if (!hash) return std::move(hash).error();
  parts_.sessions.prepare();
  parts_.links.prepare();
  const auto fresh = account_for(applicant, *std::move(email), *std::move(hash), roles_of_administrators());
  return parts_.database.transact([&](db::Tx& tx) -> Result<OpenedSession> {
    take_turn(tx, Turn::administration);
    if (auto good = look_at(tx, token); !good) return good.error();
    if (!OneTimeLinks::use(tx, kFirstAdministrator, token)) return token_invalid();
    const auto account = enter(tx, fresh, client);
    if (!account) return account.error();
    parts_.verification.request(tx, *account);
    return parts_.sessions.open(tx, *account, client);
  });
}

Result<void> Administrators::look_at(db::Tx& tx, std::string_view token) {
  if (administrators::exist(tx)) return conflict("already_set_up", "There is an administrator already.");
  if (!OneTimeLinks::opens(tx, kFirstAdministrator, token)) return token_invalid();
  return {};
}

Result<Account> Administrators::enter(db::Tx& tx, const accounts::NewAccount& fresh, const Client& client) {
  if (!accounts::insert(tx, fresh)) {
    return conflict("email_taken", "This e-mail address has an account already.");
  }
  auto account = *accounts::find(tx, fresh.id);
  const auto person = personal::Person::user(account.id.uuid());
  const auto key = parts_.personal.keys(tx, {&person, 1}).front();
  parts_.log.publish(tx, account.id.str(), UserRegistered{account.id, key.seal(account.email)});
  parts_.trail.record(tx, {.action = "identity.administrator_created",
                           .subject = account.id.str(),
                           .before = {},
                           .after = json_of(account.roles),
                           .personal = key.seal(personal_note(account.email, client))});
  return account;
}

}  // namespace kontor::identity
