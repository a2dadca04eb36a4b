#pragma once

#include <string>

#include "identity/identity_house.hpp"
#include "modules/identity/actions/house_roles.hpp"
#include "modules/identity/api/events.hpp"
#include "modules/identity/api/permissions.hpp"
#include "modules/identity/watch.hpp"

namespace kontor::identity::test {

// Another process of the same house, as far as credentials are concerned: it shares nothing but the database.
class Instance {
 public:
  explicit Instance(IdentityHouse& house)
      : pool_(house.database_settings, house.logger, metrics_),
        log_({pool_, "bus"}, {kIdentityEvents, audit::kAuditEvents}, {}, house.clock, metrics_),
        tails_(log_, house.database_settings, {.poll_ms = 50}, house.logger, metrics_),
        keys_({pool_, "identity"}, log_, audit::Trail(log_), house.changes.wrap, std::chrono::seconds(900)),
        roles_({kPermissions.begin(), kPermissions.end()}),
        gate(house.changes.auth, std::nullopt, house.clock, metrics_),
        watch({{pool_, "identity"}, tails_, gate, keys_, roles_, std::chrono::seconds(960), house.logger}) {
    tails_.start();
    watch.start();
  }

  // 200, or what it is refused with.
  int judge(const std::string& token) const {
    const auto caller = gate.authenticate("Bearer " + token);
    return caller ? 200 : http_status(caller.error());
  }
  bool may(const std::string& token, const auth::Permission& permission) const {
    const auto caller = gate.authenticate("Bearer " + token);
    return caller && caller->may(permission);
  }

 private:
  telemetry::Metrics metrics_;
  db::Pool pool_;
  events::Log log_;
  events::Tails tails_;
  SigningKeys keys_;
  HouseRoles roles_;

 public:
  auth::Gate gate;
  Watch watch;
};

}  // namespace kontor::identity::test
