#include "modules/identity/actions/account_audit.hpp"

#include "kernel/json/writer.hpp"

namespace kontor::identity {

void AccountAudit::record(db::Tx& tx, std::string_view action, const Account& account, const Client& client,
                          std::string after) {
  std::string from;
  json::Writer(from).begin_object().field("address", client.address).field("device", client.device).end_object();
  trail_.record(tx, {.action = std::string(action),
                     .subject = account.id.str(),
                     .before = {},
                     .after = std::move(after),
                     .personal = personal_.seal(tx, personal::Person::user(account.id.uuid()), from)});
}

}  // namespace kontor::identity
