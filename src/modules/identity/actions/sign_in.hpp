#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/log.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/identity/actions/passwords.hpp"
#include "modules/identity/actions/second_factor.hpp"
#include "modules/identity/actions/sessions.hpp"
#include "modules/identity/actions/throttle.hpp"

namespace kontor::identity {

struct Login {
  std::string email;
  std::string password;
  std::string code;  // of the second factor; empty: none was given
};

// Lets in who knows the password. An address without an account, a wrong password, an account that is disabled or
// erased: all get the same answer after the same work. Blocks for tens of milliseconds of computing.
class SignIn {
 public:
  struct Parts {
    db::Database database;
    events::Log& log;
    audit::Trail trail;
    personal::PersonalData personal;
    Passwords& passwords;
    Throttle& throttle;
    SecondFactor& second_factor;
    Sessions& sessions;
  };
  explicit SignIn(Parts parts);

  // `unauthenticated`; with code second_factor_required or second_factor_invalid only for who knew the password.
  // `rejected` with code rate_limited for who has to wait.
  Result<OpenedSession> attempt(const Login& login, const Client& client);

 private:
  struct Attempt {
    const Login& login;
    const Client& client;
    std::string key;  // what the address is compared and counted by
  };

  Result<OpenedSession> try_once(const Attempt& attempt, bool& password_is_another);
  Result<OpenedSession> enter(db::Tx& tx, const Attempt& attempt, const Account& checked,
                              const Passwords::Verdict& verdict, bool& password_is_another);
  Error refused(const Attempt& attempt, const std::optional<Account>& account, const Error& why);
  void record(db::Tx& tx, std::string_view action, const Attempt& attempt, const std::optional<Account>& account,
              const personal::Person& person, std::string after);

  Parts parts_;
};

}  // namespace kontor::identity
