#include "modules/identity/actions/sign_in.hpp"

#include "kernel/core/text.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/actions/personal_note.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/domain/email.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

namespace {

constexpr int kMostTries = 3;

std::string key_of(std::string_view address) {
  const auto email = Email::parse(address);
  return email ? email->key() : text::to_lower(text::trim(address));
}

Error not_let_in() {
  return {ErrorKind::unauthenticated, "unauthenticated", "The e-mail address or the password is wrong."};
}

std::string json_member(std::string_view name, std::string_view value) {
  std::string out;
  json::Writer(out).begin_object().field(name, value).end_object();
  return out;
}

}  // namespace

SignIn::SignIn(Parts parts) : parts_(std::move(parts)) {}

Result<OpenedSession> SignIn::attempt(const Login& login, const Client& client) {
  const Attempt attempt{login, client, key_of(login.email)};
  if (auto admitted = parts_.throttle.admit(attempt.key, client.address); !admitted) return admitted.error();
  parts_.sessions.prepare();
  // Who changes the password at this moment makes what was checked worthless, and so does a sign-in that hashes it
  // anew.
  for (int tries = 1;; ++tries) {
    bool password_is_another = false;
    auto session = try_once(attempt, password_is_another);
    if (!password_is_another || tries == kMostTries) return session;
  }
}

Result<OpenedSession> SignIn::try_once(const Attempt& attempt, bool& password_is_another) {
  const auto found = parts_.database.transact(
      [&](db::Tx& tx) -> Result<std::optional<Account>> { return accounts::find_by_email(tx, attempt.key); });
  if (!found) return found.error();
  const auto verdict = parts_.passwords.check(attempt.login.password, *found);
  if (!verdict.matches || !(*found)->may_sign_in()) return refused(attempt, *found, not_let_in());

  auto session =
      parts_.database.transact([&](db::Tx& tx) { return enter(tx, attempt, **found, verdict, password_is_another); });
  if (!session && session.error().kind == ErrorKind::unauthenticated && !password_is_another) {
    return refused(attempt, *found, session.error());
  }
  return session;
}

Result<OpenedSession> SignIn::enter(db::Tx& tx, const Attempt& attempt, const Account& checked,
                                    const Passwords::Verdict& verdict, bool& password_is_another) {
  const auto account = accounts::find(tx, checked.id, accounts::Lock::row);
  if (!account || !account->may_sign_in()) return not_let_in();
  password_is_another = account->password_hash != checked.password_hash;
  if (password_is_another) return not_let_in();
  if (account->has_second_factor) {
    if (auto good = parts_.second_factor.check(tx, *account, attempt.login.code); !good) return good.error();
  }
  if (verdict.new_hash) accounts::set_password(tx, account->id, *verdict.new_hash);
  parts_.throttle.succeeded(tx, attempt.key);
  auto session = parts_.sessions.open(tx, *account, attempt.client);
  parts_.log.publish(tx, account->id.str(), UserLoggedIn{account->id, session.session_id});
  record(tx, "identity.logged_in", attempt, account, personal::Person::user(account->id.uuid()),
         json_member("session_id", session.session_id.str()));
  return session;
}

// Counts and tells of it. The work is the same whether there is an account or not.
Error SignIn::refused(const Attempt& attempt, const std::optional<Account>& account, const Error& why) {
  const bool lacks_only_a_code = why.code == "second_factor_required";
  const auto told = parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    if (!lacks_only_a_code) parts_.throttle.failed(tx, attempt.key, attempt.client.address);
    // Whether it is a user's address or nobody's, it is a guest's: who erases a user erases both.
    record(tx, "identity.login_failed", attempt, account, personal::Person::guest(attempt.key),
           json_member("reason", why.code));
    return {};
  });
  return told ? why : told.error();
}

void SignIn::record(db::Tx& tx, std::string_view action, const Attempt& attempt, const std::optional<Account>& account,
                    const personal::Person& person, std::string after) {
  const auto personal = personal_note(attempt.key, attempt.client);
  parts_.trail.record(tx, {.action = std::string(action),
                           .subject = account ? account->id.str() : "",
                           .before = {},
                           .after = std::move(after),
                           .personal = parts_.personal.seal(tx, person, personal)});
}

}  // namespace kontor::identity
