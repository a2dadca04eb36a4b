#pragma once

#include <string>
#include <vector>

#include "kernel/json/describe.hpp"

namespace kontor::shipping {

// The carrier that is built in.
struct SandboxSettings {
  int step_seconds = 0;
  std::string webhook_secret;

  static void rules(json::Rules<SandboxSettings>& rule);
};
KONTOR_DESCRIBE(SandboxSettings, step_seconds, webhook_secret)

struct ShippingSettings {
  int utc_offset_minutes = 0;
  int cutoff_minutes = 14 * 60;
  std::vector<std::string> holidays;
  int webhook_tolerance_seconds = 300;
  int refusal_memory_days = 90;
  SandboxSettings sandbox;

  static void rules(json::Rules<ShippingSettings>& rule);
};
KONTOR_DESCRIBE(ShippingSettings, utc_offset_minutes, cutoff_minutes, holidays, webhook_tolerance_seconds,
                refusal_memory_days, sandbox)

}  // namespace kontor::shipping
