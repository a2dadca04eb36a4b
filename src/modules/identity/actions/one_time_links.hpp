#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/db/database.hpp"
#include "kernel/telemetry/log.hpp"
#include "modules/identity/actions/house_secret.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/store/one_time_tokens.hpp"

namespace kontor::identity {

struct LinkKind {
  one_time_tokens::Purpose purpose;
  std::string_view page;  // below the public URL
  std::chrono::seconds lifetime;
};

inline constexpr LinkKind kVerifyEmail{one_time_tokens::Purpose::verify_email, "/account/verify",
                                       std::chrono::hours(24)};
inline constexpr LinkKind kResetPassword{one_time_tokens::Purpose::reset_password, "/account/reset",
                                         std::chrono::hours(1)};
inline constexpr LinkKind kFirstAdministrator{one_time_tokens::Purpose::first_administrator, "/setup",
                                              std::chrono::hours(1)};

// Links that open something to whoever has them. Each holds a secret of 32 random bytes: good once, for a while, until
// the next link of its kind, and only while its account has the address that it was sent to. The secret stands behind
// a #, where no server and no log on the way sees it, and before it the configured public URL, whatever a request
// calls this house. What is kept is a digest. Safe from any thread.
class OneTimeLinks {
 public:
  // `log`: where links that would be mailed are written to, when they are committed; nullptr: nowhere.
  OneTimeLinks(HouseSecret& secret, std::string public_url, const telemetry::Log* log);

  // Before a transaction that makes or redeems links of accounts. Throws what the database throws.
  void prepare();

  struct Link {
    std::string url;
    Timestamp expires_at;
  };
  // In a transaction that holds the account's row.
  Link make(db::Tx& tx, const LinkKind& kind, const Account& account);
  // The same work where there is no account; what comes of it opens nothing.
  void pretend(db::Tx& tx, const LinkKind& kind, std::string_view email);
  // For whoever has it.
  Link make_for_anybody(db::Tx& tx, const LinkKind& kind);

  // The account that the link was made for, if it opens something.
  std::optional<Account> owner(db::Tx& tx, const LinkKind& kind, std::string_view token);
  // The same, uses it up and holds the account's row. Of many at once one gets the account.
  std::optional<Account> redeem(db::Tx& tx, const LinkKind& kind, std::string_view token);

  // Of a link for whoever has it: whether it opens something, and the same using it up.
  static bool opens(db::Tx& tx, const LinkKind& kind, std::string_view token);
  static bool use(db::Tx& tx, const LinkKind& kind, std::string_view token);

  // Removes what has expired. Blocks for some transactions.
  static Result<void> tidy(db::Database database);

 private:
  crypto::Digest digest_of(std::string_view email);
  bool is_of(const one_time_tokens::Found& found, const std::optional<Account>& account);
  void announce(db::Tx& tx, const std::string& url);
  std::string url_of(const LinkKind& kind, std::string_view token) const;

  HouseSecret& secret_;
  std::string public_url_;
  const telemetry::Log* log_;
};

// Why a link opens nothing; which of the reasons it is, is nobody's business.
Error token_invalid();

}  // namespace kontor::identity
