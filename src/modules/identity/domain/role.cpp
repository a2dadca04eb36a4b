#include "modules/identity/domain/role.hpp"

#include <algorithm>

namespace kontor::identity {

namespace {

bool is_small_letter(char c) {
  return c >= 'a' && c <= 'z';
}

}  // namespace

PermissionSet permissions_of(const RoleBook& book, std::span<const std::string> roles) {
  PermissionSet all;
  for (const auto& name : roles) {
    if (const auto role = book.find(name); role != book.end()) all.add(role->second.permissions);
  }
  return all;
}

bool is_role_name(std::string_view name) {
  return name.size() >= 2 && name.size() <= kLongestRoleName && is_small_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_small_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace kontor::identity
