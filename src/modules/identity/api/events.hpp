#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/events/event.hpp"
#include "kernel/json/describe.hpp"
#include "kernel/personal/sealed.hpp"
#include "modules/identity/api/identity.hpp"

// What identity publishes. The key is the user's id, unless it says otherwise; personal data is sealed under the user's
// key (personal::Person::user).
namespace kontor::identity {

inline constexpr events::Topic kIdentityEvents{"identity-events"};

struct UserRegistered {
  static constexpr events::MessageType kMessage{"identity.user_registered", 1, kIdentityEvents, "user"};

  UserId user_id;
  personal::Sealed email;
};
KONTOR_DESCRIBE(UserRegistered, user_id, email)

struct UserLoggedIn {
  static constexpr events::MessageType kMessage{"identity.user_logged_in", 1, kIdentityEvents, "user"};

  UserId user_id;
  SessionId session_id;
};
KONTOR_DESCRIBE(UserLoggedIn, user_id, session_id)

// Whoever listens has a link mailed; the link holds a secret that is good once.
struct VerificationRequested {
  static constexpr events::MessageType kMessage{"identity.verification_requested", 1, kIdentityEvents, "user"};

  UserId user_id;
  personal::Sealed email;
  personal::Sealed link;
  Timestamp expires_at;
};
KONTOR_DESCRIBE(VerificationRequested, user_id, email, link, expires_at)

struct EmailVerified {
  static constexpr events::MessageType kMessage{"identity.email_verified", 1, kIdentityEvents, "user"};

  UserId user_id;
  personal::Sealed email;
};
KONTOR_DESCRIBE(EmailVerified, user_id, email)

struct PasswordResetRequested {
  static constexpr events::MessageType kMessage{"identity.password_reset_requested", 1, kIdentityEvents, "user"};

  UserId user_id;
  personal::Sealed email;
  personal::Sealed link;
  Timestamp expires_at;
};
KONTOR_DESCRIBE(PasswordResetRequested, user_id, email, link, expires_at)

struct PasswordChanged {
  static constexpr events::MessageType kMessage{"identity.password_changed", 1, kIdentityEvents, "user"};

  UserId user_id;
};
KONTOR_DESCRIBE(PasswordChanged, user_id)

// Their access tokens are worthless from now on.
struct SessionsEnded {
  static constexpr events::MessageType kMessage{"identity.sessions_ended", 1, kIdentityEvents, "user"};

  UserId user_id;
  std::vector<SessionId> session_ids;
  std::string reason;
};
KONTOR_DESCRIBE(SessionsEnded, user_id, session_ids, reason)

// All that was personal is gone; whoever keeps some of it has to remove it.
struct UserErased {
  static constexpr events::MessageType kMessage{"identity.user_erased", 1, kIdentityEvents, "user"};

  UserId user_id;
};
KONTOR_DESCRIBE(UserErased, user_id)

// What credentials are judged by is another now: a role's permissions, an API key, a signing key. The key is
// "credentials".
struct CredentialsChanged {
  static constexpr events::MessageType kMessage{"identity.credentials_changed", 1, kIdentityEvents, "credentials"};
  static constexpr const char* kKey = "credentials";

  std::string what;  // role, api_key, signing_key
};
KONTOR_DESCRIBE(CredentialsChanged, what)

}  // namespace kontor::identity
