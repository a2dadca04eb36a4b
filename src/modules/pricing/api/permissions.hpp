#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::pricing {

inline constexpr auth::Permission kRead{
    "pricing.read", "See price lists, promotions and taxes", {.support = true, .catalog_manager = true}};
inline constexpr auth::Permission kWrite{
    "pricing.write", "Change price lists, promotions and taxes", {.catalog_manager = true}};

inline constexpr std::array kPermissions{kRead, kWrite};

}  // namespace kontor::pricing
