#pragma once

#include "kernel/json/describe.hpp"

namespace kontor::events {

struct EventSettings {
  int workers = 4;            // threads that run groups' handlers
  int batch_events = 100;     // most events of one transaction
  int batch_bytes = 8388608;  // of their payloads together, where it is more than one
  bool at_once = true;        // what groups handle at once is handled in the transaction that publishes it
  int poll_ms = 1000;         // between two looks without being woken
  int notify_ms = 5;          // in which commits are gathered before neighbours are told
  int attempts = 5;           // of an event before it is a dead letter
  int first_retry_ms = 100;   // doubled with each attempt, with jitter
  int longest_retry_ms = 10000;
  int max_lag_events = 100000;  // a group further behind is not ready
  int max_lag_seconds = 300;
  int command_retention_hours = 24;  // of commands that all groups are through with
  int max_events_per_transaction = 10000;
  int max_payload_bytes = 16777216;  // of all events of one transaction

  static void rules(json::Rules<EventSettings>& rule);
};
KONTOR_DESCRIBE(EventSettings, workers, batch_events, batch_bytes, at_once, poll_ms, notify_ms, attempts,
                first_retry_ms, longest_retry_ms, max_lag_events, max_lag_seconds, command_retention_hours,
                max_events_per_transaction, max_payload_bytes)

}  // namespace kontor::events
