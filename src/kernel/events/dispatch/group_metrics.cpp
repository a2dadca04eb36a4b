#include "kernel/events/dispatch/group_metrics.hpp"

namespace kontor::events {

GroupMetrics::GroupMetrics(telemetry::Metrics& metrics, const std::string& group)
    : handled(metrics.counter("kontor_events_handled_total", "Events that a group has handled.", {{"group", group}})),
      failed(metrics.counter("kontor_events_failed_total", "Attempts at an event that failed.", {{"group", group}})),
      lag_events(metrics.gauge("kontor_events_lag",
                               "Events that a group has yet to handle, counted a little past what is allowed.",
                               {{"group", group}})),
      lag_seconds(metrics.gauge("kontor_events_lag_seconds", "Age of the first event that a group has yet to handle.",
                                {{"group", group}})),
      dead_letters(metrics.gauge("kontor_events_dead_letters", "Events that a group gave up.", {{"group", group}})),
      paused(metrics.gauge("kontor_events_group_paused", "Whether an operator paused the group.", {{"group", group}})),
      handler_seconds(metrics.histogram("kontor_events_handler_seconds", "Time of a batch in a group's handlers.",
                                        telemetry::latency_bounds_seconds(), {{"group", group}})),
      delivery_seconds(metrics.histogram("kontor_events_delivery_seconds",
                                         "From an event's time to the commit of what a group made of it.",
                                         telemetry::latency_bounds_seconds(), {{"group", group}})) {}

}  // namespace kontor::events
