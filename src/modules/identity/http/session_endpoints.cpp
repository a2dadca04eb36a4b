#include "modules/identity/http/session_endpoints.hpp"

#include "kernel/http/page.hpp"
#include "modules/identity/http/caller.hpp"
#include "modules/identity/http/views.hpp"
#include "modules/identity/store/accounts.hpp"
#include "modules/identity/store/sessions.hpp"

namespace kontor::identity {

namespace {

struct SessionPath {
  SessionId id;
};
KONTOR_DESCRIBE(SessionPath, id)

struct TicketView {
  std::string ticket;
};
KONTOR_DESCRIBE(TicketView, ticket)

Result<http::Page<SessionInfoView>> list(const db::Database& database, const auth::Caller& caller,
                                         const http::PageQuery& query) {
  std::optional<SessionId> after;
  if (query.cursor && !(after = SessionId::parse(*query.cursor))) {
    return invalid({{"/cursor", "format", "must be a next_cursor of this list"}});
  }
  auto sessions = session_rows::list(database, user_of(caller), after, query.limit);
  if (!sessions) return std::move(sessions).error();
  http::Page<SessionInfoView> page;
  page.page.limit = query.limit;
  page.page.has_more = sessions->size() > static_cast<std::size_t>(query.limit);
  if (page.page.has_more) sessions->pop_back();
  for (const auto& session : *sessions) page.data.push_back(view_of(session, caller.principal()->session_id));
  if (page.page.has_more) page.page.next_cursor = sessions->back().id.str();
  return page;
}

// Whether there was one of this user's to end.
Result<bool> end(db::Database database, Sessions& sessions, const UserId& user, const SessionId& session,
                 std::string_view reason) {
  return database.transact([&](db::Tx& tx) -> Result<bool> { return sessions.end(tx, user, session, reason); });
}

Result<void> end_one(db::Database database, Sessions& sessions, const auth::Caller& caller, const SessionId& session) {
  const auto ended = end(std::move(database), sessions, user_of(caller), session, "revoked");
  if (!ended) return ended.error();
  return *ended ? Result<void>() : not_found("session");
}

Result<void> log_out(db::Database database, Sessions& sessions, const auth::Caller& caller) {
  const auto ended = end(std::move(database), sessions, user_of(caller), session_of(caller), "logout");
  return ended ? Result<void>() : ended.error();
}

Result<void> end_others(db::Database database, Sessions& sessions, const auth::Caller& caller) {
  return database.transact([&](db::Tx& tx) -> Result<void> {
    accounts::find(tx, user_of(caller), accounts::Lock::row);
    sessions.end_all(tx, user_of(caller), session_of(caller), "revoked");
    return {};
  });
}

}  // namespace

std::vector<http::Endpoint> session_endpoints(db::Database database, Sessions& sessions, TicketOffice& tickets) {
  return {
      for_the_user(http::post("/identity/logout"))
          .summary("Ends this session")
          .handle([database, &sessions](const auto& call) { return log_out(database, sessions, call.caller); }),
      for_the_user(http::get("/identity/me/sessions"))
          .summary("Where they are signed in, the newest first")
          .query<http::PageQuery>()
          .answers<http::Page<SessionInfoView>>()
          .handle([database](const auto& call) { return list(database, call.caller, call.query); }),
      for_the_user(http::del("/identity/me/sessions/{id}"))
          .summary("Ends one of the user's sessions")
          .path<SessionPath>()
          .fails({"not_found"})
          .handle([database, &sessions](const auto& call) {
            return end_one(database, sessions, call.caller, call.path.id);
          }),
      for_the_user(http::del("/identity/me/sessions"))
          .summary("Ends all of the user's sessions but this one")
          .handle([database, &sessions](const auto& call) { return end_others(database, sessions, call.caller); }),
      for_the_user(http::post("/identity/stream-ticket"))
          .summary("A ticket for a live stream, where a browser can send no headers: good once, for a minute")
          .answers<TicketView>(201)
          .handle([&tickets](const auto& call) -> Result<TicketView> {
            auto ticket = tickets.issue(user_of(call.caller));
            if (!ticket) return std::move(ticket).error();
            return TicketView{*std::move(ticket)};
          }),
  };
}

}  // namespace kontor::identity
