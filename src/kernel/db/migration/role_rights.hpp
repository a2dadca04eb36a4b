#pragma once

#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/session/connection.hpp"

namespace kontor::db {

// The rights of the modules' roles: each may use its own schema and call the functions of the kernel's, and nothing
// else; the program's login role may act as each. All of it can be done again; nothing is sent when nothing is missing.
class RoleRights {
 public:
  RoleRights(Connection& owner, std::string prefix, std::string login, std::vector<std::string> modules);

  bool complete() const;
  // `rejected` with the SQL for an administrator when the owner may not create roles.
  Result<void> establish();

 private:
  struct Right {
    std::string module;
    std::string role;
    bool role_exists;
    bool login_may_act;
    bool schema_exists;
    bool schema_usable;
    bool kernel_callable;

    bool complete() const { return role_exists && login_may_act && schema_usable && kernel_callable; }
  };
  std::vector<std::string> role_statements() const;
  Result<void> run_role_statements();
  void open_schema(const Right& right);
  void open_kernel(const Right& right);

  Connection& owner_;
  std::string prefix_;
  std::string login_;
  std::vector<std::string> kernel_schemas_;  // of those that are migrated
  std::vector<Right> rights_;
};

}  // namespace kontor::db
