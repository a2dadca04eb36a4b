#include "modules/ordering/settings.hpp"

namespace kontor::ordering {

void OrderingSettings::rules(json::Rules<OrderingSettings>& rule) {
  rule(&OrderingSettings::step_timeout_seconds)
      .doc("How long a step of an order waits for its answer before it asks again")
      .range(1, 3600);
  rule(&OrderingSettings::step_attempts)
      .doc("How often a step is asked for before the order is cancelled; what undoes is asked for without end")
      .range(1, 20);
  rule(&OrderingSettings::answer_wait_ms)
      .doc("How long POST /orders waits for the end before it answers 202")
      .range(0, 20'000);
  rule(&OrderingSettings::action_minutes).doc("How long a payment may wait for its customer").range(1, 7 * 24 * 60);
  rule(&OrderingSettings::transfer_days).doc("How long a bank transfer may take").range(1, 60);
  rule(&OrderingSettings::hold_days)
      .doc("How long stock is held for an order; it is extended while the order is under way")
      .range(1, 365);
  rule(&OrderingSettings::complete_after_days)
      .doc("An order is complete so long after it was delivered; 0: at once")
      .range(0, 365);
  rule(&OrderingSettings::number_prefix).doc("What orders' numbers begin with").length(0, 20);
  rule(&OrderingSettings::gapless_numbers)
      .doc("Orders are numbered without a gap; orders then wait for each other for a moment");
  rule(&OrderingSettings::invoice_prefix).doc("What invoices' numbers begin with").length(0, 20);
  rule(&OrderingSettings::return_days).doc("How long after the delivery goods may be sent back").range(0, 3650);
  rule(&OrderingSettings::streams).doc("Most live streams of orders at once, in this process").range(0, 100'000);
  rule(&OrderingSettings::seller).doc("Who sells, as invoices say it; lines are parted by |").length(1, 500);
}

SagaRules OrderingSettings::saga_rules() const {
  return {.step_timeout = std::chrono::seconds(step_timeout_seconds),
          .attempts = step_attempts,
          .action_deadline = std::chrono::minutes(action_minutes),
          .transfer_deadline = std::chrono::days(transfer_days),
          .hold = std::chrono::days(hold_days),
          .complete_after = std::chrono::days(complete_after_days)};
}

}  // namespace kontor::ordering
