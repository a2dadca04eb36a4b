#include "modules/inventory/settings.hpp"

namespace kontor::inventory {

void InventorySettings::rules(json::Rules<InventorySettings>& rule) {
  rule(&InventorySettings::hold_seconds)
      .doc("How long a reservation is held for who does not say; its holder can extend it")
      .range(1, 31'536'000);
  rule(&InventorySettings::expire_seconds).doc("How often reservations whose time is over are freed").range(1, 3600);
  rule(&InventorySettings::expire_batch).doc("Most of them in one transaction").range(1, 10'000);
  rule(&InventorySettings::reservation_memory_days)
      .doc("How long reservations are remembered that were released, have expired or failed")
      .range(7, 3650);
}

}  // namespace kontor::inventory
