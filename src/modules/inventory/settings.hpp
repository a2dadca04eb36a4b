#pragma once

#include "kernel/json/describe.hpp"

namespace kontor::inventory {

struct InventorySettings {
  int hold_seconds = 900;
  int expire_seconds = 10;
  int expire_batch = 200;
  int reservation_memory_days = 90;

  static void rules(json::Rules<InventorySettings>& rule);
};
KONTOR_DESCRIBE(InventorySettings, hold_seconds, expire_seconds, expire_batch, reservation_memory_days)

}  // namespace kontor::inventory
