#pragma once

#include <utility>

#include "kernel/auth/caller.hpp"
#include "kernel/http/endpoint.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

// Of who is signed in: Access::signed_in() has let in nobody else.
inline UserId user_of(const auth::Caller& caller) {
  return UserId(caller.principal()->id);
}

inline SessionId session_of(const auth::Caller& caller) {
  return SessionId(caller.principal()->session_id);
}

// What every endpoint for who is signed in says of itself.
template <class Builder>
auto for_the_user(Builder&& builder) {
  return std::move(builder).tag("identity").access(auth::Access::signed_in()).priority(http::Priority::carts);
}

// Where a password or a code is tried: counted as signing in is, and computed where it holds nobody up.
template <class Builder>
auto for_the_owner(Builder&& builder) {
  return for_the_user(std::move(builder)).limit_class(http::LimitClass::login).lane(http::Lane::heavy);
}

}  // namespace kontor::identity
