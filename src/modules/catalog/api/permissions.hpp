#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::catalog {

inline constexpr auth::Permission kCatalogWrite{
    "catalog.write", "Change products, categories, brands and attributes", {.catalog_manager = true}};

inline constexpr std::array kPermissions{kCatalogWrite};

}  // namespace kontor::catalog
