#include "kernel/events/settings.hpp"

#include "kernel/events/event.hpp"

namespace kontor::events {

void EventSettings::rules(json::Rules<EventSettings>& rule) {
  rule(&EventSettings::workers).optional().range(1, 256).doc("Threads that bring events to groups.");
  rule(&EventSettings::batch_events).optional().range(1, 10000).doc("Most events handled in one transaction.");
  rule(&EventSettings::batch_bytes)
      .optional()
      .range(1024, 268435456)
      .doc("Most bytes of payload read at once, unless one event has more.");
  rule(&EventSettings::at_once)
      .optional()
      .doc("Next steps are taken in the transaction that causes them, where they can be; else all go by the log.");
  rule(&EventSettings::poll_ms).optional().range(10, 60000).doc("Pause between two looks when nobody wakes us.");
  rule(&EventSettings::notify_ms)
      .optional()
      .range(0, 1000)
      .doc("Commits of so long are told to other instances at once.");
  rule(&EventSettings::attempts).optional().range(1, 100).doc("Attempts before an event becomes a dead letter.");
  rule(&EventSettings::first_retry_ms)
      .optional()
      .range(1, 60000)
      .doc("Longest pause before the second attempt; doubles.");
  rule(&EventSettings::longest_retry_ms).optional().range(1, 3600000).doc("Longest pause before any attempt.");
  rule(&EventSettings::max_lag_events)
      .optional()
      .range(1, 1000000000)
      .doc("Not ready while a group is further behind.");
  rule(&EventSettings::max_lag_seconds).optional().range(1, 86400).doc("Not ready while a group is longer behind.");
  rule(&EventSettings::command_retention_hours)
      .optional()
      .range(0, 8760)
      .doc("How long commands are kept that every group is through with.");
  rule(&EventSettings::max_events_per_transaction)
      .optional()
      .range(1, 100000)
      .doc("Most events that one transaction publishes.");
  rule(&EventSettings::max_payload_bytes)
      .optional()
      .range(1024, 268435456)
      .doc("Most bytes of payload that one transaction publishes.");
}

void Headers::rules(json::Rules<Headers>& rule) {
  rule(&Headers::correlation_id).optional();
  rule(&Headers::causation_id).optional();
  rule(&Headers::traceparent).optional();
  rule(&Headers::actor).optional();
}

}  // namespace kontor::events
