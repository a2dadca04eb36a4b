#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/core/time.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

// All that is known of an API key once it was handed out. The key itself is `kontor_<prefix>_<secret>`.
struct ApiKeyInfo {
  ApiKeyId id;
  std::string prefix;
  std::string name;
  std::vector<std::string> scopes;
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> expires_at;
  std::optional<Timestamp> last_used_at;
};

}  // namespace kontor::identity
