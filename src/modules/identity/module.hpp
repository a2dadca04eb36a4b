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
#include "modules/identity/api/stream_tickets.hpp"
#include "modules/identity/seed/customers.hpp"
#include "modules/identity/settings.hpp"
#include "modules/identity/signing_key_info.hpp"

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

struct NewAdministrator {
  std::string email;
  std::string password;
  std::optional<std::string> first_name = {};
  std::optional<std::string> last_name = {};
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Identity& identity() const;
  StreamTickets& stream_tickets();
  std::vector<http::Endpoint> endpoints();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;

  // An account that may do everything and whose address counts as verified. `invalid` names everything that is wrong,
  // `conflict` with code email_taken. Computes for tens of milliseconds.
  Result<UserId> create_administrator(const NewAdministrator& fresh);
  // Makes an account an administrator's, from its next refresh on. False: it is one already. `not_found`; `conflict`
  // with code account_disabled.
  Result<bool> promote_to_administrator(std::string_view email);
  // A link for whoever is to be the first administrator: good once, for an hour, until the next is asked for. nullopt:
  // there is an administrator.
  Result<std::optional<std::string>> invite_first_administrator();
  // Customers of a demo shop (seed/customers.hpp).
  Result<std::vector<DemoCustomer>> seed(std::size_t customers, const std::optional<std::string>& password);
  // The keys that access tokens are signed with, the newest first; and a new one, whose id it says. `at_once`: the old
  // ones may be known to others, and check nothing from now on.
  Result<std::vector<SigningKeyInfo>> signing_keys() const;
  Result<std::string> rotate_signing_key(bool at_once);

  // Keeps the gate's credentials up to date, for who serves. Waits for one reading of them; goes on trying while the
  // database is away. `stop` before the tails stop.
  void start();
  void stop();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::identity
