#include "app/failpoints.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/db/failpoints.hpp"
#include "kernel/events/failpoints.hpp"
#include "kernel/idempotency/once.hpp"
#include "kernel/jobs/failpoints.hpp"
#include "modules/cart/failpoints.hpp"
#include "modules/inventory/failpoints.hpp"
#include "modules/ordering/failpoints.hpp"
#include "modules/payment/module.hpp"
#include "modules/pricing/failpoints.hpp"
#include "modules/shipping/failpoints.hpp"

namespace kontor::app {

namespace {

std::vector<Failpoint> gather() {
  std::vector<Failpoint> all;
  const auto add = [&](const auto& points) { all.insert(all.end(), points.begin(), points.end()); };
  add(db::kFailpoints);
  add(events::kFailpoints);
  add(idempotency::kFailpoints);
  add(jobs::kFailpoints);
  add(inventory::kFailpoints);
  add(payment::kFailpoints);
  add(shipping::kFailpoints);
  add(pricing::kFailpoints);
  add(cart::kFailpoints);
  add(ordering::kFailpoints);
  std::ranges::sort(all, {}, &Failpoint::name);
  return all;
}

Error unknown(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& point : all_failpoints()) known.emplace_back(point.name);
  const auto nearest = text::nearest(name, known);
  return {ErrorKind::invalid, "usage",
          nearest ? format("{}: there is no failpoint {}; did you mean {}?", kFailpointsVariable, name, *nearest)
                  : format("{}: there is no failpoint {}; kontor failpoints lists them", kFailpointsVariable, name)};
}

}  // namespace

std::span<const Failpoint> all_failpoints() {
  static const std::vector<Failpoint> all = gather();
  return all;
}

Result<void> arm_failpoints() {
  const char* plan = std::getenv(std::string(kFailpointsVariable).c_str());
  if (plan == nullptr) return {};
  for (const auto step : text::split(plan, ',')) {
    const auto name = step.substr(0, step.find('='));
    if (!name.empty() && std::ranges::find(all_failpoints(), name, &Failpoint::name) == all_failpoints().end()) {
      return unknown(name);
    }
  }
  return failpoints::arm(plan);
}

}  // namespace kontor::app
