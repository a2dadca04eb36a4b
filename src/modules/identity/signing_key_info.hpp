#pragma once

#include <optional>
#include <string>

#include "kernel/core/time.hpp"
#include "kernel/json/describe.hpp"

namespace kontor::identity {

// A key that access tokens are signed with, as operators see it.
struct SigningKeyInfo {
  std::string id;
  std::string state;  // coming, signing, checking, retired
  Timestamp created_at;
  Timestamp signs_from;
  std::optional<Timestamp> retires_at;
};
KONTOR_DESCRIBE(SigningKeyInfo, id, state, created_at, signs_from, retires_at)

}  // namespace kontor::identity
