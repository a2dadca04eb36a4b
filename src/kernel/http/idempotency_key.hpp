#pragma once

#include <string>
#include <string_view>

#include "kernel/http/request.hpp"

namespace kontor::http {

// What an endpoint does with the header Idempotency-Key.
enum class KeyUse { none, optional, required };

// The Idempotency-Key of a request: 1 to 255 visible ASCII characters that the client chose for one operation.
struct IdempotencyKey {
  std::string_view value;
  std::string scope;       // whose key it is: the caller's, a guest's by the cart token, else the client address's
  const Request& request;  // what it came with, and has to come with again
};

}  // namespace kontor::http
