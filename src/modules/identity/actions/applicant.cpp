#include "modules/identity/actions/applicant.hpp"

#include <string_view>

#include "kernel/core/text.hpp"
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

Result<Email> check(const Applicant& applicant) {
  std::vector<FieldProblem> problems;
  auto email = Email::parse(applicant.email);
  if (!email) problems.push_back({"/email", "format", "must be an e-mail address"});
  if (auto problem = problem_of_password(applicant.password, applicant.email, "/password")) {
    problems.push_back(*std::move(problem));
  }
  check_name(applicant.first_name, "/first_name", problems);
  check_name(applicant.last_name, "/last_name", problems);
  if (!problems.empty()) return invalid(std::move(problems));
  return *std::move(email);
}

accounts::NewAccount account_for(const Applicant& applicant, Email email, std::string password_hash,
                                 std::vector<std::string> roles) {
  return {.id = UserId::generate(),
          .email = std::move(email),
          .password_hash = std::move(password_hash),
          .roles = std::move(roles),
          .first_name = trimmed(applicant.first_name),
          .last_name = trimmed(applicant.last_name)};
}

}  // namespace kontor::identity
