#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernel/audit/trail.hpp"
#include "kernel/events/groups.hpp"
#include "kernel/jobs/errands.hpp"
#include "kernel/jobs/schedules.hpp"

namespace kontor::app::admin {

// What operators do by hand, over HTTP and on the command line alike: each is written into the audit in the transaction
// that does it. Results as of Groups, Schedules and Errands, which must outlive it.
class Operations {
 public:
  Operations(events::Groups& groups, jobs::Schedules& schedules, jobs::Errands& errands, audit::Trail trail)
      : groups_(groups), schedules_(schedules), errands_(errands), trail_(trail) {}

  Result<void> pause(const std::string& group);
  Result<void> resume(const std::string& group);
  Result<void> forget(const std::string& group);
  Result<events::ReplayPlan> replay(const std::string& group, std::optional<Timestamp> from);
  Result<void> retry(const std::string& group, std::int64_t position);
  Result<std::int64_t> retry_all(const std::string& group);
  Result<void> drop(const std::string& group, std::int64_t position);

  Result<void> run_now(const std::string& job);
  Result<void> retry_errand(std::int64_t id);
  Result<void> drop_errand(std::int64_t id);

 private:
  events::Groups& groups_;
  jobs::Schedules& schedules_;
  jobs::Errands& errands_;
  audit::Trail trail_;
};

}  // namespace kontor::app::admin
