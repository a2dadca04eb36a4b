#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::cart {

inline constexpr auth::Permission kRead{"cart.read", "See customers' carts", {.support = true}};

inline constexpr std::array kPermissions{kRead};

}  // namespace kontor::cart
