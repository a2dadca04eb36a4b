#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::ordering {

inline constexpr auth::Permission kRead{"ordering.read", "See orders", {.support = true}};
inline constexpr auth::Permission kWrite{"ordering.write", "Cancel, return and draft orders"};

inline constexpr std::array kPermissions{kRead, kWrite};

}  // namespace kontor::ordering
