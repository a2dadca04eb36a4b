#include "modules/identity/actions/house_roles.hpp"

#include <algorithm>

#include "modules/identity/store/role_rows.hpp"

namespace kontor::identity {

namespace {

PermissionSet names_of(const std::vector<auth::Permission>& permissions) {
  std::vector<std::string> names;
  for (const auto& permission : permissions) names.emplace_back(permission.name);
  return PermissionSet(std::move(names));
}

Role standard_role(std::string_view name, std::string_view description, PermissionSet permissions) {
  return {std::string(name), std::string(description), std::move(permissions), true};
}

}  // namespace

HouseRoles::HouseRoles(std::vector<auth::Permission> declared)
    : declared_(std::move(declared)), all_(names_of(declared_)) {
  std::ranges::sort(declared_, {}, &auth::Permission::name);
  const auto keep = [this](Role role) { standard_.emplace(role.name, std::move(role)); };
  keep(standard_role(auth::kCustomer, "Everybody with an account: their own things and nothing else", {}));
  keep(standard_role(auth::kAdministrator, "All permissions that there are", all_));
  add_standard(auth::kSupport, "Sees what customers ask about", &auth::GrantedTo::support);
  add_standard(auth::kCatalogManager, "Keeps the catalog", &auth::GrantedTo::catalog_manager);
}

void HouseRoles::add_standard(std::string_view name, std::string_view description, bool auth::GrantedTo::*granted) {
  std::vector<std::string> permissions;
  for (const auto& permission : declared_) {
    if (permission.granted_to.*granted) permissions.emplace_back(permission.name);
  }
  auto role = standard_role(name, description, PermissionSet(std::move(permissions)));
  standard_.emplace(role.name, std::move(role));
}

RoleBook HouseRoles::book(std::vector<Role> custom) const {
  RoleBook book = standard_;
  for (auto& role : custom) {
    role.permissions = role.permissions.within(all_);
    auto name = role.name;
    book.try_emplace(std::move(name), std::move(role));
  }
  return book;
}

RoleBook HouseRoles::read(db::Tx& tx) const {
  return book(role_rows::list(tx));
}

}  // namespace kontor::identity
