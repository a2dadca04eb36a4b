#include "kernel/auth/token/refusal.hpp"

namespace kontor::auth {

Error refused_credentials() {
  return {ErrorKind::unauthenticated, "unauthenticated", "These credentials are not good here."};
}

}  // namespace kontor::auth
