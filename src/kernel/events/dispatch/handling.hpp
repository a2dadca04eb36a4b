#pragma once

#include <span>

#include "kernel/events/dispatch/group_metrics.hpp"
#include "kernel/events/group.hpp"
#include "kernel/telemetry/tracer.hpp"

namespace kontor::events {

// Runs the group's handlers of these events (at least one) in this transaction, in a span, and measures it.
Result<void> handle(db::Tx& tx, const Group& group, std::span<const Event> events, const GroupMetrics& metrics,
                    const telemetry::Tracer& tracer);

}  // namespace kontor::events
