#pragma once

#include <optional>
#include <string>

#include "kernel/core/time.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

// From where a session is used, as its owner is shown it.
struct Client {
  std::string address;
  std::string device;  // the User-Agent, cut to 300 characters
};

// A session as its owner sees it.
struct SessionInfo {
  SessionId id;
  std::optional<std::string> device;
  std::optional<std::string> address;
  Timestamp created_at;
  Timestamp refreshed_at;
  Timestamp expires_at;
};

}  // namespace kontor::identity
