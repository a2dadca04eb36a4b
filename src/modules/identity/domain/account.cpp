#include "modules/identity/domain/account.hpp"

#include <algorithm>
#include <array>

namespace kontor::identity {

namespace {

constexpr std::array<std::string_view, 3> kStatusNames{"active", "disabled", "erased"};

}  // namespace

std::string_view to_string(AccountStatus status) {
  return kStatusNames[static_cast<std::size_t>(status)];
}

std::optional<AccountStatus> parse_account_status(std::string_view text) {
  const auto found = std::ranges::find(kStatusNames, text);
  if (found == kStatusNames.end()) return std::nullopt;
  return static_cast<AccountStatus>(found - kStatusNames.begin());
}

bool Account::has_role(std::string_view role) const {
  return std::ranges::binary_search(roles, role);
}

}  // namespace kontor::identity
