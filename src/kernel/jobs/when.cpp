#include "kernel/jobs/when.hpp"

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"

namespace kontor::jobs {

When When::at(Timestamp moment) {
  return When(Rule(moment));
}

When When::every(std::chrono::seconds interval) {
  KONTOR_CHECK(interval.count() > 0, "an interval is at least a second long");
  return When(Rule(Every{interval}));
}

When When::cron(Cron expression, std::string zone) {
  return When(Rule(Calendar{std::move(expression), std::move(zone)}));
}

std::string When::text() const {
  if (const auto* moment = std::get_if<Timestamp>(&rule_)) return "at " + to_string(*moment);
  if (const auto* every = std::get_if<Every>(&rule_)) return format("every {} s", every->interval.count());
  const auto& calendar = std::get<Calendar>(rule_);
  return format("cron {} {}", calendar.expression.text(), calendar.zone);
}

}  // namespace kontor::jobs
