#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/request.hpp"
#include "kernel/json/describe.hpp"
#include "modules/identity/actions/sessions.hpp"
#include "modules/identity/domain/account.hpp"
#include "modules/identity/store/profiles.hpp"

namespace kontor::identity {

struct SessionUserView {
  UserId id;
  std::string email;
  std::vector<std::string> roles;
};
KONTOR_DESCRIBE(SessionUserView, id, email, roles)

// What signing in, registering and refreshing answer.
struct SessionView {
  std::string access_token;
  std::string token_type = "Bearer";
  int expires_in = 0;
  std::string refresh_token;
  SessionUserView user;

  static void rules(json::Rules<SessionView>& rule);
};
KONTOR_DESCRIBE(SessionView, access_token, token_type, expires_in, refresh_token, user)

struct UserView {
  UserId id;
  std::string email;
  bool email_verified = false;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::vector<std::string> roles;
  bool has_second_factor = false;
  profiles::Preferences preferences;
  Timestamp created_at;

  static void rules(json::Rules<UserView>& rule);
};
KONTOR_DESCRIBE(UserView, id, email, email_verified, first_name, last_name, roles, has_second_factor, preferences,
                created_at)

// One of the places where somebody is signed in.
struct SessionInfoView {
  SessionId id;
  bool current = false;
  std::optional<std::string> device;
  std::optional<std::string> address;
  Timestamp created_at;
  Timestamp last_used_at;
  Timestamp expires_at;

  static void rules(json::Rules<SessionInfoView>& rule);
};
KONTOR_DESCRIBE(SessionInfoView, id, current, device, address, created_at, last_used_at, expires_at)

SessionView view_of(const OpenedSession& session);
UserView view_of(const Account& account, const profiles::Preferences& preferences);
SessionInfoView view_of(const SessionInfo& session, const Uuid& current);

// From where a request comes, as sessions and the audit remember it.
Client client_of(const http::Request& request, std::string_view address);

}  // namespace kontor::identity
