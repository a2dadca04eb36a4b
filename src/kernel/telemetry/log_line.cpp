#include "kernel/telemetry/log_line.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "kernel/telemetry/escape.hpp"
#include "kernel/telemetry/masking.hpp"

namespace kontor::telemetry {

namespace {

constexpr std::size_t kMaxTextBytes = 8192;
constexpr std::string_view kGrey = "\x1b[90m";
constexpr std::string_view kReset = "\x1b[0m";

struct LevelLook {
  std::string_view name;
  std::string_view padded;
  std::string_view colour;
};

constexpr std::array<LevelLook, 4> kLevels = {{{"debug", "DEBUG", "\x1b[36m"},
                                               {"info", "INFO ", "\x1b[32m"},
                                               {"warn", "WARN ", "\x1b[33m"},
                                               {"error", "ERROR", "\x1b[31m"}}};

const LevelLook& look(LogLevel level) {
  return kLevels[static_cast<std::size_t>(level)];
}

template <class Number>
std::string_view digits(std::array<char, 32>& buffer, Number number) {
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

// 2026-03-01T09:30:00.000000Z. Formatting the date is half of a line's cost, and it changes once a second.
std::string_view rfc3339(Timestamp moment) {
  thread_local Timestamp formatted_second = Timestamp::min();
  thread_local std::string text;
  const Timestamp second = std::chrono::floor<std::chrono::seconds>(moment);
  if (second != formatted_second) {
    text = to_string(second);
    formatted_second = second;
  }
  auto microseconds = (moment - second).count();
  for (std::size_t place = 25; place >= 20; --place, microseconds /= 10) {
    text[place] = static_cast<char>('0' + microseconds % 10);
  }
  return text;
}

void append_text(std::string& out, std::string_view text) {
  const std::string_view kept = utf8_prefix(text, kMaxTextBytes);
  append_escaped(out, kept);
  if (kept.size() == text.size()) return;
  std::array<char, 32> buffer;
  out.append("… (").append(digits(buffer, text.size() - kept.size())).append(" bytes more)");
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_text(out, text);
  out += '"';
}

// Readable without quotes, and impossible to mistake for another field.
bool is_bare(std::string_view text) {
  if (text.empty() || text.size() > kMaxTextBytes) return false;
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '=') return false;
  }
  return true;
}

void append_human_string(std::string& out, std::string_view text) {
  if (is_bare(text))
    out += text;
  else
    append_quoted(out, text);
}

// Calls `write_text` with what has to stand as a string, `write_plain` with numbers and truths.
template <class WriteText, class WritePlain>
void show(const LogField& field, const WriteText& write_text, const WritePlain& write_plain) {
  const Sensitivity meaning = sensitivity(field.name);
  std::array<char, 32> buffer;
  const auto show_number = [&](std::string_view number, bool is_json) {
    if (meaning != Sensitivity::open && meaning != Sensitivity::location)
      write_text(masked(meaning, number));
    else if (is_json)
      write_plain(number);
    else
      write_text(number);
  };
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    if (meaning == Sensitivity::open)
      write_text(*text);
    else
      write_text(masked(meaning, *text));
  } else if (const auto* whole = std::get_if<std::int64_t>(&field.value)) {
    show_number(digits(buffer, *whole), true);
  } else if (const auto* natural = std::get_if<std::uint64_t>(&field.value)) {
    show_number(digits(buffer, *natural), true);
  } else if (const auto* number = std::get_if<double>(&field.value)) {
    show_number(digits(buffer, *number), std::isfinite(*number));
  } else {
    write_plain(std::get<bool>(field.value) ? "true" : "false");
  }
}

// A field must not overwrite what every line has.
bool is_reserved(std::string_view name) {
  return name == "ts" || name == "level" || name == "event" || name == "request_id" || name == "trace_id";
}

void append_json_member(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":");
  append_quoted(out, text);
}

void append_json_field(std::string& out, const LogField& field) {
  out += ",\"";
  append_text(out, field.name);
  out += is_reserved(field.name) ? "_\":" : "\":";
  show(
      field, [&out](std::string_view text) { append_quoted(out, text); },
      [&out](std::string_view plain) { out += plain; });
}

void append_human_name(std::string& out, std::string_view name, bool colour) {
  out += ' ';
  if (colour) out += kGrey;
  append_text(out, name);
  out += '=';
  if (colour) out += kReset;
}

void append_human_id(std::string& out, std::string_view name, std::string_view id, bool colour) {
  if (id.empty()) return;
  append_human_name(out, name, colour);
  append_human_string(out, id);
}

}  // namespace

void append_json_line(std::string& out, const LineStart& start, std::span<const LogField> fields) {
  out.append("{\"ts\":\"").append(rfc3339(start.moment));
  out.append("\",\"level\":\"").append(look(start.level).name).append("\"");
  append_json_member(out, "event", start.event);
  if (!start.ids.request_id.empty()) append_json_member(out, "request_id", start.ids.request_id);
  if (!start.ids.trace_id.empty()) append_json_member(out, "trace_id", start.ids.trace_id);
  for (const LogField& field : fields) append_json_field(out, field);
  out += '}';
}

void append_human_line(std::string& out, const LineStart& start, std::span<const LogField> fields, bool colour) {
  out.append(rfc3339(start.moment).substr(11, 12)).append(" ");
  if (colour) out += look(start.level).colour;
  out += look(start.level).padded;
  if (colour) out += kReset;
  out += ' ';
  append_text(out, start.event);
  for (const LogField& field : fields) {
    append_human_name(out, field.name, colour);
    show(
        field, [&out](std::string_view text) { append_human_string(out, text); },
        [&out](std::string_view plain) { out += plain; });
  }
  append_human_id(out, "request_id", start.ids.request_id, colour);
  append_human_id(out, "trace_id", start.ids.trace_id, colour);
}

}  // namespace kontor::telemetry
