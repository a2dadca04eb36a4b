#pragma once

#include <string>

#include "kernel/json/describe.hpp"
#include "modules/ordering/domain/saga.hpp"

namespace kontor::ordering {

struct OrderingSettings {
  int step_timeout_seconds = 30;
  int step_attempts = 3;
  int answer_wait_ms = 2000;
  int action_minutes = 60;
  int transfer_days = 7;
  int hold_days = 30;
  int complete_after_days = 14;
  std::string number_prefix;
  bool gapless_numbers = false;
  std::string invoice_prefix = "R";
  int return_days = 30;
  int streams = 1000;
  std::string seller = "Kontor";

  static void rules(json::Rules<OrderingSettings>& rule);
  SagaRules saga_rules() const;
};
KONTOR_DESCRIBE(OrderingSettings, step_timeout_seconds, step_attempts, answer_wait_ms, action_minutes, transfer_days,
                hold_days, complete_after_days, number_prefix, gapless_numbers, invoice_prefix, return_days, streams,
                seller)

}  // namespace kontor::ordering
