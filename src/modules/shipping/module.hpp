#pragma once

#include <memory>
#include <vector>

#include "kernel/audit/trail.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/db/database.hpp"
#include "kernel/events/catalogue.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/http/endpoint.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/job.hpp"
#include "kernel/personal/personal_data.hpp"
#include "modules/shipping/api/shipping.hpp"
#include "modules/shipping/settings.hpp"

// The module's face to the composition root; nobody else includes it.
namespace kontor::shipping {

// All that the module obeys and may publish.
std::vector<events::MessageInfo> messages();

// What the module stands on. All of it outlives the module; the log knows the topics of messages().
struct Ground {
  const ShippingSettings& settings;
  db::Database database;
  events::Log& log;
  events::Tails& tails;
  idempotency::Once& once;
  audit::Trail trail;
  personal::PersonalData personal;
  const Clock& clock;
};

class Module {
 public:
  explicit Module(Ground ground);
  ~Module();

  const Shipping& shipping() const;
  std::vector<http::Endpoint> endpoints();
  std::vector<events::Group> groups();
  std::vector<jobs::Job> jobs();
  // Whether its schema answers, for health pages. Blocks for one query.
  Result<void> check() const;
  // Fills an empty schema with zones and methods in one transaction; false: there are some already.
  Result<bool> seed() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::shipping
