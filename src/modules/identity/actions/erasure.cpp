#include "modules/identity/actions/erasure.hpp"

#include "kernel/auth/permission.hpp"
#include "kernel/json/writer.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/store/administrators.hpp"
#include "modules/identity/store/erasure_rows.hpp"

namespace kontor::identity {

namespace {

std::string status_json(AccountStatus status) {
  std::string out;
  json::Writer(out).begin_object().field("status", to_string(status)).end_object();
  return out;
}

}  // namespace

Result<void> Erasure::erase(db::Tx& tx, const Account& account) {
  if (account.status == AccountStatus::erased) return {};
  if (account.has_role(auth::kAdministrator) && administrators::is_last(tx, account.id)) {
    return conflict("last_administrator", "A shop has at least one administrator: make somebody else one first.");
  }
  parts_.sessions.end_all(tx, account.id, std::nullopt, "erased");
  revoke_api_keys(tx, account);
  erasure_rows::erase(tx, account.id);
  parts_.personal.erase(tx, personal::Person::user(account.id.uuid()));
  parts_.personal.erase(tx, personal::Person::guest(account.email));
  parts_.log.publish(tx, account.id.str(), UserErased{account.id});
  parts_.trail.record(tx, {.action = "identity.user_erased",
                           .subject = account.id.str(),
                           .before = status_json(account.status),
                           .after = status_json(AccountStatus::erased),
                           .personal = {}});
  return {};
}

// Nobody answers for them any more.
void Erasure::revoke_api_keys(db::Tx& tx, const Account& account) {
  if (erasure_rows::revoke_api_keys(tx, account.id) == 0) return;
  parts_.news.tell(tx, "api_key");
}

}  // namespace kontor::identity
