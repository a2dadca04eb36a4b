#pragma once

#include "kernel/json/describe.hpp"

namespace kontor::cart {

struct CartSettings {
  int lines = 100;
  int quantity_per_line = 9999;
  int promotion_codes = 10;
  int guest_days = 30;
  int customer_days = 365;
  int abandoned_minutes = 240;  // 0: never
  int stock_cache_ms = 1000;    // 0: asked for every time
  int cache_entries = 20'000;
  int recent_bytes = 2 << 20;

  static void rules(json::Rules<CartSettings>& rule);
};
KONTOR_DESCRIBE(CartSettings, lines, quantity_per_line, promotion_codes, guest_days, customer_days, abandoned_minutes,
                stock_cache_ms, cache_entries, recent_bytes)

}  // namespace kontor::cart
