#pragma once

#include <optional>
#include <string_view>

#include "kernel/core/result.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

// Tickets of signed-in users for live streams, where a browser can send no headers: each is good once, for a minute, on
// whatever instance it is shown to.
class StreamTickets {
 public:
  virtual ~StreamTickets() = default;

  // Whose it was; nullopt: it is none, it was used, or it is too old. Blocks for one transaction.
  virtual Result<std::optional<UserId>> redeem(std::string_view ticket) = 0;
};

}  // namespace kontor::identity
