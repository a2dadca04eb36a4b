#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "modules/identity/domain/permission_set.hpp"

namespace kontor::identity {

inline constexpr std::size_t kLongestRoleName = 50;
inline constexpr std::size_t kMostRoles = 200;  // custom ones
inline constexpr std::size_t kMostRolesOfAUser = 20;

struct Role {
  std::string name;
  std::string description;
  PermissionSet permissions;
  bool standard = false;  // every shop has it, and nobody changes it
  std::int64_t version = 1;
};

// All roles that there are, by name.
using RoleBook = std::map<std::string, Role, std::less<>>;

// Of all these roles together; one that is not in the book gives none.
PermissionSet permissions_of(const RoleBook& book, std::span<const std::string> roles);

// Lower case letters, digits and underscores, a letter first, 2 to 50 characters.
bool is_role_name(std::string_view name);

}  // namespace kontor::identity
