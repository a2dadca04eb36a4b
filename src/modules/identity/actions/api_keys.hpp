#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/caller.hpp"
#include "modules/identity/actions/credential_news.hpp"
#include "modules/identity/actions/desk.hpp"
#include "modules/identity/domain/api_key.hpp"

namespace kontor::identity {

// Credentials of servers: `kontor_<prefix>_<secret>`, of which the secret is known to nobody but who was shown it. A
// key permits what its scopes say, as far as its maker may do it themselves at that time.
class ApiKeys {
 public:
  struct Parts {
    CredentialNews& news;
    audit::Trail trail;
    const HouseRoles& roles;
    int most_keys;
  };
  explicit ApiKeys(Parts parts) : parts_(std::move(parts)) {}

  struct Draft {
    std::string name;
    std::vector<std::string> scopes;
    std::optional<Timestamp> expires_at;
  };
  struct Made {
    ApiKeyInfo info;
    std::string key;
  };
  // `invalid` with the problems of the draft, `forbidden` for scopes that are not the maker's, `conflict` with code
  // too_many_api_keys.
  Result<Made> create(db::Tx& tx, const auth::Caller& caller, const Draft& draft);

  // Whoever may write keys revokes any of them: one that got into wrong hands has to end. `not_found`.
  Result<void> revoke(db::Tx& tx, const auth::Caller& caller, const ApiKeyId& id);

 private:
  std::vector<FieldProblem> problems_of(const Draft& draft, Timestamp now) const;
  void changed(db::Tx& tx, std::string_view action, const ApiKeyInfo& key, bool is_new);

  Parts parts_;
};

}  // namespace kontor::identity
