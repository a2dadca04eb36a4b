#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::inventory {

inline constexpr auth::Permission kRead{
    "inventory.read", "See stock, reservations and warehouses", {.support = true, .catalog_manager = true}};
inline constexpr auth::Permission kWrite{
    "inventory.write", "Adjust stock and change warehouses", {.catalog_manager = true}};

inline constexpr std::array kPermissions{kRead, kWrite};

}  // namespace kontor::inventory
