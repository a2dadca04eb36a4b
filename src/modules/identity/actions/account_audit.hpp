#pragma once

#include <string>
#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/db/database.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/domain/session.hpp"

namespace kontor::identity {

// What somebody did with their own account, for the audit: from where is personal, and unreadable once they are erased.
class AccountAudit {
 public:
  AccountAudit(audit::Trail trail, personal::PersonalData personal)
      : trail_(std::move(trail)), personal_(std::move(personal)) {}

  // `after` is JSON without personal data, or empty.
  void record(db::Tx& tx, std::string_view action, const Account& account, const Client& client,
              std::string after = {});

 private:
  audit::Trail trail_;
  personal::PersonalData personal_;
};

}  // namespace kontor::identity
