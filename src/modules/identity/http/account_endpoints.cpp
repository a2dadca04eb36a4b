#include "modules/identity/http/account_endpoints.hpp"

#include "modules/identity/http/address_views.hpp"
#include "modules/identity/http/caller.hpp"
#include "modules/identity/http/owner_bodies.hpp"
#include "modules/identity/http/views.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/second_factor_rows.hpp"
#include "modules/identity/store/sessions.hpp"

namespace kontor::identity {

namespace {

// All sessions that go on: sessions_per_account allows no more.
constexpr int kMostSessions = 1000;

struct ExportView {
  UserView account;
  std::optional<Timestamp> second_factor_since;
  std::vector<AddressView> addresses;
  std::vector<SessionInfoView> sessions;
};
KONTOR_DESCRIBE(ExportView, account, second_factor_since, addresses, sessions)

Result<ExportView> gather(db::Tx& tx, const UserId& user) {
  const auto account = accounts::find(tx, user);
  if (!account || !account->may_sign_in()) return no_account();
  ExportView all{.account = view_of(*account, profiles::preferences(tx, user)),
                 .second_factor_since = {},
                 .addresses = {},
                 .sessions = {}};
  if (const auto factor = second_factor_rows::find(tx, user)) all.second_factor_since = factor->confirmed_at;
  for (const auto& address : addresses::all(tx, user)) all.addresses.push_back(view_of(address));
  return all;
}

Result<http::Reply<ExportView>> exported(db::Database database, const auth::Caller& caller) {
  const auto user = user_of(caller);
  auto all = database.transact([&](db::Tx& tx) { return gather(tx, user); });
  if (!all) return std::move(all).error();
  const auto sessions = session_rows::list(database, user, std::nullopt, kMostSessions);
  if (!sessions) return sessions.error();
  for (const auto& session : *sessions) all->sessions.push_back(view_of(session, caller.principal()->session_id));
  return http::Reply<ExportView>{.value = *std::move(all),
                                 .status = 0,
                                 .headers = {{"Content-Disposition", "attachment; filename=\"account.json\""}}};
}

}  // namespace

std::vector<http::Endpoint> account_endpoints(db::Database database, OwnerProof& proof, Erasure& erasure) {
  return {
      for_the_user(http::get("/identity/me/export"))
          .summary("All that is known of the user")
          .answers<ExportView>()
          .handle([database](const auto& call) { return exported(database, call.caller); }),
      for_the_owner(http::post("/identity/me/erase"))
          .summary("Forgets the user for good")
          .description("Whatever is personal is gone, also from the log and the audit; all sessions end. It cannot be "
                       "undone. The "
                       "address may register anew.")
          .body<OwnerBody>()
          .fails({{ErrorKind::conflict, "last_administrator"},
                  {ErrorKind::unauthenticated, "second_factor_required"},
                  {ErrorKind::unauthenticated, "second_factor_invalid"}})
          .handle([&proof, &erasure](const auto& call) {
            const auto client = client_of(call.request, call.client_address);
            const auto code = call.body.code.value_or("");
            return proof.with({user_of(call.caller), call.body.password, code, client},
                              [&](db::Tx& tx, const Account& account) { return erasure.erase(tx, account); });
          }),
  };
}

}  // namespace kontor::identity
