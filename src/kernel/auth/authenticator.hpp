#pragma once

#include <string_view>

#include "kernel/auth/caller.hpp"
#include "kernel/core/result.hpp"

namespace kontor::auth {

// Turns the credentials of a request into a caller. Called on an I/O thread for every request: answers from memory.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `authorization` is the header's value, empty when there is none. Credentials that are not good are
  // `unauthenticated`; none at all is an anonymous caller.
  virtual Result<Caller> authenticate(std::string_view authorization) const = 0;
};

}  // namespace kontor::auth
