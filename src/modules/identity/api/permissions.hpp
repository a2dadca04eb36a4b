#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

namespace kontor::identity {

inline constexpr auth::Permission kUsersRead{"identity.users_read", "See users and their sessions", {.support = true}};
inline constexpr auth::Permission kUsersWrite{"identity.users_write", "Disable, enable and erase users"};
inline constexpr auth::Permission kRolesRead{"identity.roles_read", "See roles and permissions", {.support = true}};
inline constexpr auth::Permission kRolesWrite{"identity.roles_write", "Make roles and give them to users"};
inline constexpr auth::Permission kApiKeysRead{"identity.api_keys_read", "See API keys, never their secrets"};
inline constexpr auth::Permission kApiKeysWrite{"identity.api_keys_write", "Make and revoke API keys"};

inline constexpr std::array kPermissions{kUsersRead, kUsersWrite, kRolesRead, kRolesWrite, kApiKeysRead, kApiKeysWrite};

}  // namespace kontor::identity
