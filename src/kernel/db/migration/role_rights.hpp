#pragma once

#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/session/connection.hpp"

namespace kontor::db {

// The rights of the modules' roles: each may use its own schema and call the functions of the kernel's, and nothing
// else; one more reads them all. The program's login role may act as each. All of it can be done again; nothing is sent
// when nothing is missing.
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
  struct Reader {
    std::string role;
    bool role_exists;
    bool login_may_act;
    std::vector<std::string> unread;  // schemas that it may not look into yet, and should

    bool complete() const { return role_exists && login_may_act && unread.empty(); }
  };
  Reader find_reader(const std::vector<std::string>& modules);
  std::vector<std::string> role_statements() const;
  Result<void> run_role_statements();
  void open_schema(const Right& right);
  void open_kernel(const Right& right);
  void open_to_reader(const std::string& schema);

  Connection& owner_;
  std::string prefix_;
  std::string login_;
  std::vector<std::string> kernel_schemas_;  // of those that are migrated
  std::vector<Right> rights_;
  Reader reader_;
};

}  // namespace kontor::db
