#include "modules/identity/actions/passwords.hpp"

#include "kernel/crypto/seal.hpp"
#include "modules/identity/domain/password_rules.hpp"

namespace kontor::identity {

namespace {

// Of a password that nobody knows.
std::string hash_of_nobody(const crypto::PasswordCost& cost) {
  return crypto::hash_password(crypto::Key::random().bytes().text(), cost);
}

}  // namespace

Passwords::Passwords(const crypto::PasswordCost& cost) : cost_(cost), nobodys_hash_(hash_of_nobody(cost)) {}

Result<std::string> Passwords::hash(std::string_view password, std::string_view email, std::string_view pointer) const {
  if (auto problem = problem_of_password(password, email, pointer)) return invalid({*std::move(problem)});
  return crypto::hash_password(password, cost_);
}

Passwords::Verdict Passwords::check(std::string_view password, const std::optional<Account>& account) const {
  const bool has_password = account && account->password_hash;
  const auto verdict = crypto::check_password(password, has_password ? *account->password_hash : nobodys_hash_, cost_);
  if (!has_password || !verdict.matches) return {};
  return {true, verdict.outdated ? std::optional(crypto::hash_password(password, cost_)) : std::nullopt};
}

}  // namespace kontor::identity
