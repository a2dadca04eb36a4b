#pragma once

#include <vector>

#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "modules/identity/actions/registration.hpp"
#include "modules/identity/actions/sign_in.hpp"

namespace kontor::identity {

// Coming in: register, login, refresh.
struct SignInDesk {
  db::Database database;
  idempotency::Once& once;
  Registration& registration;
  SignIn& sign_in;
  Sessions& sessions;
};
std::vector<http::Endpoint> sign_in_endpoints(SignInDesk desk);

}  // namespace kontor::identity
