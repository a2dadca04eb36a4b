#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "modules/identity/domain/email.hpp"
#include "modules/identity/store/accounts.hpp"

namespace kontor::identity {

// Who wants an account.
struct Applicant {
  std::string email;
  std::string password;
  std::optional<std::string> first_name = {};
  std::optional<std::string> last_name = {};
};

// Their address, or everything that is wrong with what they gave.
Result<Email> check(const Applicant& applicant);

// Of one that was checked. The roles in the order of their names.
accounts::NewAccount account_for(const Applicant& applicant, Email email, std::string password_hash,
                                 std::vector<std::string> roles);

}  // namespace kontor::identity
