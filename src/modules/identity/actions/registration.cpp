#include "modules/identity/actions/registration.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/domain/name_rules.hpp"
#include "modules/identity/domain/password_rules.hpp"

namespace kontor::identity {

namespace {

void check_name(const std::optional<std::string>& name, std::string_view pointer, std::vector<FieldProblem>& problems) {
  if (!name) return;
  if (auto problem = problem_of_name(*name, pointer)) problems.push_back(*std::move(problem));
}

std::optional<std::string> trimmed(const std::optional<std::string>& name) {
  if (!name || text::trim(*name).empty()) return std::nullopt;
  return std::string(text::trim(*name));
}

}  // namespace

Registration::Registration(Parts parts) : parts_(std::move(parts)) {}

Result<accounts::NewAccount> Registration::examine(const Applicant& applicant, const Client& client) {
  std::vector<FieldProblem> problems;
  const auto email = Email::parse(applicant.email);
  if (!email) problems.push_back({"/email", "format", "must be an e-mail address"});
  if (auto problem = problem_of_password(applicant.password, applicant.email, "/password")) {
    problems.push_back(*std::move(problem));
  }
  check_name(applicant.first_name, "/first_name", problems);
  check_name(applicant.last_name, "/last_name", problems);
  if (!problems.empty()) return invalid(std::move(problems));

  if (auto admitted = parts_.throttle.admit("", client.address); !admitted) return admitted.error();
  auto hash = parts_.passwords.hash(applicant.password, applicant.email, "/password");
  if (!hash) return std::move(hash).error();
  parts_.sessions.prepare();
  return accounts::NewAccount{.id = UserId::generate(),
                              .email = *email,
                              .password_hash = *std::move(hash),
                              .roles = {std::string(auth::kCustomer)},
                              .first_name = trimmed(applicant.first_name),
                              .last_name = trimmed(applicant.last_name)};
}

Result<OpenedSession> Registration::admit(db::Tx& tx, const accounts::NewAccount& fresh, const Client& client) {
  if (!accounts::insert(tx, fresh)) {
    return conflict("email_taken", "This e-mail address has an account already.");
  }
  const auto account = *accounts::find(tx, fresh.id);
  std::string personal;
  json::Writer(personal)
      .begin_object()
      .field("email", account.email)
      .field("address", client.address)
      .field("device", client.device)
      .end_object();
  const auto person = personal::Person::user(account.id.uuid());
  const auto key = parts_.personal.keys(tx, {&person, 1}).front();
  parts_.log.publish(tx, account.id.str(), UserRegistered{account.id, key.seal(account.email)});
  parts_.trail.record(tx, {.action = "identity.user_registered",
                           .subject = account.id.str(),
                           .before = {},
                           .after = R"({"roles":["customer"]})",
                           .personal = key.seal(personal)});
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
