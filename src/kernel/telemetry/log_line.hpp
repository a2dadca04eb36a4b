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

struct LineStart {
  Timestamp moment;
  LogLevel level;
  std::string_view event;
  LineIds ids;
};

// Both append one line without its line break, and never write one inside.
void append_json_line(std::string& out, const LineStart& start, std::span<const LogField> fields);
void append_human_line(std::string& out, const LineStart& start, std::span<const LogField> fields, bool colour);

}  // namespace kontor::telemetry
