#include "modules/identity/actions/registration.hpp"

#include "kernel/db/errors.hpp"
#include "modules/identity/actions/personal_note.hpp"
#include "modules/identity/api/events.hpp"

namespace kontor::identity {

Registration::Registration(Parts parts) : parts_(std::move(parts)) {}

Result<accounts::NewAccount> Registration::examine(const Applicant& applicant, const Client& client) {
  auto email = check(applicant);
  if (!email) return std::move(email).error();
  if (auto admitted = parts_.throttle.admit("", client.address); !admitted) return admitted.error();
  auto hash = parts_.passwords.hash(applicant.password, applicant.email, "/password");
  if (!hash) return std::move(hash).error();
  parts_.sessions.prepare();
  return account_for(applicant, *std::move(email), *std::move(hash), {std::string(auth::kCustomer)});
}

Result<OpenedSession> Registration::admit(db::Tx& tx, const accounts::NewAccount& fresh, const Client& client) {
  if (!accounts::insert(tx, fresh)) {
    return conflict("email_taken", "This e-mail address has an account already.");
  }
  const auto account = *accounts::find(tx, fresh.id);
  const auto person = personal::Person::user(account.id.uuid());
  const auto key = parts_.personal.keys(tx, {&person, 1}).front();
  parts_.log.publish(tx, account.id.str(), UserRegistered{account.id, key.seal(account.email)});
  parts_.trail.record(tx, {.action = "identity.user_registered",
                           .subject = account.id.str(),
                           .before = {},
                           .after = R"({"roles":["customer"]})",
                           .personal = key.seal(personal_note(account.email, client))});
  parts_.verification.request(tx, account);
  return parts_.sessions.open(tx, account, client);
}

void Registration::count_refusal(const Client& client) {
  const auto counted = parts_.database.transact([&](db::Tx& tx) -> Result<void> {
    parts_.throttle.failed(tx, "", client.address);
    return {};
  });
  if (!counted) throw db::Unavailable(counted.error().detail);
}

}  // namespace kontor::identity
