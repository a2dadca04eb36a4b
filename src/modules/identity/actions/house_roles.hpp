#pragma once

#include <string_view>
#include <vector>

#include "kernel/auth/permission.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "modules/identity/domain/role.hpp"

namespace kontor::identity {

// What there is to be permitted in the house, and who may by their role: the roles that every shop has are made of the
// declarations, the shop's own stand in the database. Safe from any thread.
class HouseRoles {
 public:
  explicit HouseRoles(std::vector<auth::Permission> declared);

  const std::vector<auth::Permission>& declared() const { return declared_; }  // by name
  const PermissionSet& all() const { return all_; }                            // their names
  bool declares(std::string_view permission) const { return all_.has(permission); }

  // The standard roles and these. What a role permits and nobody declares any more is left out.
  RoleBook book(std::vector<Role> custom) const;
  // As they stand in the database now.
  RoleBook read(db::Tx& tx) const;

 private:
  void add_standard(std::string_view name, std::string_view description, bool auth::GrantedTo::*granted);

  std::vector<auth::Permission> declared_;
  PermissionSet all_;
  RoleBook standard_;
};

}  // namespace kontor::identity
