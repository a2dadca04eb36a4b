#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::shipping {

inline constexpr auth::Permission kRead{"shipping.read", "See shipments and shipping methods", {.support = true}};
inline constexpr auth::Permission kWrite{"shipping.write", "Change shipping methods, pack and send"};

inline constexpr std::array kPermissions{kRead, kWrite};

}  // namespace kontor::shipping
