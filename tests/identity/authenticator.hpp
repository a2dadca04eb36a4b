#pragma once

#include <string>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {

// The app on somebody's phone, on the house's time.
class Authenticator {
 public:
  Authenticator(const IdentityHouse& house, const Json& begun);  // what setting up answered

  std::string code(int steps_later = 0) const;

 private:
  const IdentityHouse& house_;
  std::string secret_;
};

// Switches the second factor of this session's account on. Its recovery codes.
struct Protected {
  Authenticator app;
  std::vector<std::string> recovery_codes;
};
Protected add_second_factor(IdentityHouse& house, const std::string& token);

}  // namespace kontor::identity::test
