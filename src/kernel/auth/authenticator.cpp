#include "kernel/auth/authenticator.hpp"

namespace kontor::auth {

Result<Caller> AnonymousOnly::authenticate(std::string_view authorization) const {
  if (authorization.empty()) return Caller{};
  return Error{ErrorKind::unauthenticated, "unauthenticated", "These credentials are not known here."};
}

}  // namespace kontor::auth
