#include "modules/shipping/settings.hpp"

namespace kontor::shipping {

void SandboxSettings::rules(json::Rules<SandboxSettings>& rule) {
  rule(&SandboxSettings::step_seconds)
      .doc("How often the sandbox carrier moves all that it has one step on; 0: only when asked")
      .range(0, 86'400);
  rule(&SandboxSettings::webhook_secret)
      .doc("Signs its webhooks; empty: it takes none but its own")
      .secret()
      .length(0, 200);
}

void ShippingSettings::rules(json::Rules<ShippingSettings>& rule) {
  rule(&ShippingSettings::utc_offset_minutes)
      .doc("Of the clock that the house sends by, for estimates")
      .range(-14 * 60, 14 * 60);
  rule(&ShippingSettings::cutoff_minutes)
      .doc("Minutes after midnight: what is ordered later is sent the next working day")
      .range(0, 24 * 60);
  rule(&ShippingSettings::holidays)
      .doc("Days from Monday to Friday on which nothing is sent or delivered, as YYYY-MM-DD")
      .format("date")
      .items(0, 400);
  rule(&ShippingSettings::webhook_tolerance_seconds)
      .doc("How old, or how far ahead, a signed webhook may be")
      .range(1, 86'400);
  rule(&ShippingSettings::refusal_memory_days)
      .doc("How long shipments are remembered that were never made")
      .range(7, 3650);
}

}  // namespace kontor::shipping
