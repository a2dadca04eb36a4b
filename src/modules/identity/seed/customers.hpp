#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/passwords.hpp"
#include "modules/identity/api/identity.hpp"

namespace kontor::identity {

// Somebody with an account in a demo shop.
struct DemoCustomer {
  UserId id;
  std::string email;
  std::string first_name;
  std::string last_name;
};

struct CustomerSeedParts {
  db::Database database;
  events::Log& log;
  personal::PersonalData personal;
  const Passwords& passwords;
};

// So many customers, whose accounts are as old as the demo's history: customer0@example.com, and so on. All of them
// have this password, `invalid` where it breaks the rules; nobody can sign in to theirs without one. Those who are
// there already stay as they are. In the order of their numbers.
Result<std::vector<DemoCustomer>> seed_customers(const CustomerSeedParts& parts, std::size_t many,
                                                 const std::optional<std::string>& password);

}  // namespace kontor::identity
