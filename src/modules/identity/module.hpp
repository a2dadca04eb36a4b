#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/auth/gate.hpp"
#include "kernel/auth/permission.hpp"
#include "kernel/auth/settings.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/key_wrap.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/personal/personal_data.hpp"
#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/metrics.hpp"
#include "modules/identity/api/identity.hpp"
#include "modules/identity/settings.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::identity {

// All that the module may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module.
struct Ground {
  const IdentitySettings& settings;
  const auth::AuthSettings& auth;
  std::string public_url;  // that links in mails begin with
  // Links that would be mailed are written to the log: for a development house, where nobody reads mail.
  bool logs_links = false;
  db::Database database;
  events::Log& log;
  events::Tails& tails;
  idempotency::Once& once;
  audit::Trail trail;
  personal::PersonalData personal;
  crypto::KeyWrap wrap;
  auth::Gate& gate;
  std::vector<auth::Permission> permissions;  // of the whole house
  const Clock& clock;
  const telemetry::Log& logger;
  telemetry::Metrics& metrics;
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Identity& identity() const;
  std::vector<http::Endpoint> endpoints();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;

  // Keeps the gate's credentials up to date, for who serves. Waits for one reading of them; goes on trying while the
  // database is away. `stop` before the tails stop.
  void start();
  void stop();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::identity
