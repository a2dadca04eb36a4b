#include "modules/identity/http/views.hpp"

#include <algorithm>

namespace kontor::identity {

namespace {

constexpr std::size_t kLongestDevice = 300;

}  // namespace

void SessionView::rules(json::Rules<SessionView>& rule) {
  rule(&SessionView::access_token).doc("Goes with every request: Authorization: Bearer …");
  rule(&SessionView::token_type).example("Bearer");
  rule(&SessionView::expires_in).doc("How many seconds the access token is good for").example(900);
  rule(&SessionView::refresh_token).doc("Good once, for the next session answer");
}

void UserView::rules(json::Rules<UserView>& rule) {
  rule(&UserView::email).example("ada@example.com");
  rule(&UserView::email_verified).doc("Whether a link that was sent there has been followed");
  rule(&UserView::roles).example("customer");
  rule(&UserView::has_second_factor).doc("Whether signing in takes a code beside the password");
}

void SessionInfoView::rules(json::Rules<SessionInfoView>& rule) {
  rule(&SessionInfoView::current).doc("Whether it is the one that asks");
  rule(&SessionInfoView::device).doc("The User-Agent it was last used with").example("Mozilla/5.0");
  rule(&SessionInfoView::address).doc("The address it was last used from").example("192.0.2.7");
  rule(&SessionInfoView::last_used_at).doc("When it was last refreshed");
  rule(&SessionInfoView::expires_at).doc("When it ends, unless it is refreshed before");
}

SessionView view_of(const OpenedSession& session) {
  return {session.access_token,
          "Bearer",
          session.expires_in,
          session.refresh_token,
          {session.user_id, session.email, session.roles}};
}

UserView view_of(const Account& account, const profiles::Preferences& preferences) {
  return {account.id,        account.email, account.email_verified,    account.first_name,
          account.last_name, account.roles, account.has_second_factor, preferences,
          account.created_at};
}

SessionInfoView view_of(const SessionInfo& session, const Uuid& current) {
  return {session.id,         session.id.uuid() == current, session.device,    session.address,
          session.created_at, session.refreshed_at,         session.expires_at};
}

Client client_of(const http::Request& request, std::string_view address) {
  std::string device(request.header("User-Agent").substr(0, kLongestDevice));
  // Headers are bytes; whatever is not plain ASCII is not worth keeping.
  std::ranges::replace_if(
      device, [](char c) { return c < ' ' || c > '~'; }, '?');
  return {std::string(address), std::move(device)};
}

}  // namespace kontor::identity
