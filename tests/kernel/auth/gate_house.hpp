#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/auth/forge.hpp"
#include "kernel/auth/gate.hpp"

namespace kontor::auth::test {

inline AuthSettings settings_of_tests() {
  AuthSettings settings;
  settings.issuer = kTerms.issuer;
  settings.audience = kTerms.audience;
  return settings;
}

inline Credentials credentials() {
  return {.keys = {signing_key().public_key()},
          .roles = {{"customer", {}},
                    {"support", {"orders.read", "customers.read"}},
                    {"catalog_manager", {"catalog.write", "orders.read"}}},
          .api_keys = {},
          .ended_sessions = {}};
}

// A gate whose time stands still unless it is moved.
struct GateHouse {
  explicit GateHouse(const AuthSettings& with = settings_of_tests()) : settings(with) {}

  Result<Caller> ask(std::string_view token) const { return gate.authenticate("Bearer " + std::string(token)); }
  bool admits(std::string_view token) const { return ask(token).ok(); }
  // Unauthenticated, and nothing else.
  bool refuses(std::string_view token) const {
    const auto caller = ask(token);
    return !caller.ok() && caller.error() == Error{ErrorKind::unauthenticated, "unauthenticated",
                                                   "These credentials are not good here."};
  }
  bool is_unavailable(std::string_view token) const {
    const auto caller = ask(token);
    return !caller.ok() && caller.error().kind == ErrorKind::unavailable;
  }

  // A metric as it is rendered, labels and all.
  std::string metric(std::string_view name) const {
    const auto page = metrics.render();
    const auto line = page.find('\n' + std::string(name) + ' ');
    if (line == std::string::npos) return "not there";
    const auto value = line + name.size() + 2;
    return page.substr(value, page.find('\n', value) - value);
  }

  AuthSettings settings;
  ManualClock clock{kNow};
  telemetry::Metrics metrics;
  crypto::Key service_key = crypto::Key::random();
  Gate gate{settings, service_key, clock, metrics};
};

inline std::string token_for(const Uuid& session, Timestamp issued_at = kNow,
                             const std::vector<std::string>& roles = {"customer"}) {
  auto token = token_of(session, issued_at);
  token.roles = roles;
  return sign(token, kTerms, signing_key());
}

inline std::string token_with(const std::vector<std::string>& roles) {
  return token_for(Uuid::generate(), kNow, roles);
}

}  // namespace kontor::auth::test
