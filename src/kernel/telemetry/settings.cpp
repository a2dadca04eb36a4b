#include "kernel/json/type.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::telemetry {

void LogSettings::rules(json::Rules<LogSettings>& rule) {
  rule(&LogSettings::level).optional().doc("The least important lines that are written");
  rule(&LogSettings::format).optional().doc("automatic: readable lines on a terminal, JSON lines elsewhere");
  rule(&LogSettings::queue_lines).optional().range(64, 1 << 20).doc("Lines that may wait to be written");
}

}  // namespace kontor::telemetry
