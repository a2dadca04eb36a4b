#pragma once

#include <optional>
#include <string>

#include "kernel/json/describe.hpp"
#include "modules/identity/domain/password_rules.hpp"

namespace kontor::identity {

// Who proves to be the owner of the account.
struct OwnerBody {
  std::string password;
  std::optional<std::string> code;

  static void rules(json::Rules<OwnerBody>& rule) {
    rule(&OwnerBody::password).secret().length(1, kLongestPassword).example("nine green herons");
    rule(&OwnerBody::code)
        .doc("Of the second factor, where the account has one")
        .secret()
        .length(1, 64)
        .example("123456");
  }
};
KONTOR_DESCRIBE(OwnerBody, password, code)

}  // namespace kontor::identity
