#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "kernel/core/time.hpp"
#include "kernel/jobs/cron.hpp"

namespace kontor::jobs {

// When a job is due. Times come from the database's clock (kernel.now()) and its time zones.
//
// A local time that the clocks leap over in spring is run as much later as they leap: 02:30 at 03:30, once, and what
// then falls together with another time of the same job is one run. A local time that comes twice in autumn is run
// once, the second time. What has to go on through such an hour is an interval.
class When {
 public:
  static When at(Timestamp moment);
  // Counted from the time the job was last due; the first time, from when the job became known.
  static When every(std::chrono::seconds interval);
  // `zone` is an IANA name; whether there is such a zone is found out when the scheduler starts.
  static When cron(Cron expression, std::string zone = "UTC");

  // "at 2026-03-01T09:30:00.000000Z", "every 300 s", "cron 0 3 * * * Europe/Berlin". A job whose text changes is
  // planned anew.
  std::string text() const;

  struct Every {
    std::chrono::seconds interval;
  };
  struct Calendar {
    Cron expression;
    std::string zone;
  };
  using Rule = std::variant<Timestamp, Every, Calendar>;
  const Rule& rule() const { return rule_; }

 private:
  explicit When(Rule rule) : rule_(std::move(rule)) {}
  Rule rule_;
};

}  // namespace kontor::jobs
