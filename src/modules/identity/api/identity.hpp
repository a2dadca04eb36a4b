#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/result.hpp"

namespace kontor::identity {

struct UserTag {
  static constexpr std::string_view kPrefix = "user";
};
struct SessionTag {
  static constexpr std::string_view kPrefix = "session";
};
struct AddressTag {
  static constexpr std::string_view kPrefix = "address";
};
struct ApiKeyTag {
  static constexpr std::string_view kPrefix = "apikey";
};
using UserId = Id<UserTag>;
using SessionId = Id<SessionTag>;
using AddressId = Id<AddressTag>;
using ApiKeyId = Id<ApiKeyTag>;

// What another module needs to know of a user.
struct UserSummary {
  UserId id;
  std::string email;
  bool email_verified = false;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::string locale;
};

// Accounts as other modules see them. Reads only, so every call may be repeated; each blocks for one query.
class Identity {
 public:
  virtual ~Identity() = default;

  // Those that exist and are not erased, in the order asked. At most 500 at once.
  virtual Result<std::vector<UserSummary>> users(std::span<const UserId> ids) const = 0;
};

}  // namespace kontor::identity
