#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernel/core/time.hpp"
#include "kernel/telemetry/log.hpp"

namespace kontor::telemetry {

struct LineIds {
  std::string_view request_id;
  std::string_view trace_id;
};

// A line is its stamp and its text. The text is made by the thread that logs, because the fields' values do not outlive
// the call; the stamp by the one that writes. Neither ever holds a line break.
void append_json_text(std::string& out, LogLevel level, std::string_view event, LineIds ids,
                      std::span<const LogField> fields);
void append_human_text(std::string& out, LogLevel level, std::string_view event, LineIds ids,
                       std::span<const LogField> fields, bool colour);

std::string json_stamp(Timestamp moment);   // {"ts":"2026-03-01T09:30:00.000000Z",
std::string human_stamp(Timestamp moment);  // 09:30:00.000

}  // namespace kontor::telemetry
