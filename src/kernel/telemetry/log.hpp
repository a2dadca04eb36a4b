#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "kernel/json/describe.hpp"

namespace kontor::telemetry {

enum class LogLevel { debug, info, warn, error, off };
KONTOR_DESCRIBE_ENUM(LogLevel, debug, info, warn, error, off)

enum class LogFormat { automatic, human, json };
KONTOR_DESCRIBE_ENUM(LogFormat, automatic, human, json)

struct LogSettings {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::automatic;
  int queue_lines = 8192;

  static void rules(json::Rules<LogSettings>& rule);
};
KONTOR_DESCRIBE(LogSettings, level, format, queue_lines)

// One named value of a log line. The name decides about masking: what names a secret (password, token, authorization,
// secret, api_key, cookie, …) is never written, what names a person (email, phone, name, address, …) is masked, and of
// what names a place (url, dsn, …) the passwords are.
struct LogField {
  using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

  LogField(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  LogField(std::string_view field_name, const std::string& text) : name(field_name), value(std::string_view(text)) {}
  LogField(std::string_view field_name, const char* text) : name(field_name), value(std::string_view(text)) {}
  LogField(std::string_view field_name, double number) : name(field_name), value(number) {}
  template <class B>
  requires std::is_same_v<B, bool>  // or every pointer would be a truth
  LogField(std::string_view field_name, B truth) : name(field_name), value(truth) {}
  template <class I>
  requires(std::is_integral_v<I> && !std::is_same_v<I, bool>) LogField(std::string_view field_name, I number)
      : name(field_name), value(widened(number)) {}

  std::string_view name;
  Value value;

 private:
  template <class I>
  static auto widened(I number) {
    return static_cast<std::conditional_t<std::is_signed_v<I>, std::int64_t, std::uint64_t>>(number);
  }
};

// Structured log on stderr: one JSON object a line, or readable lines on a terminal. Writing never blocks: lines wait
// in bounded memory, and what does not fit is counted (`dropped()`), not waited for. Lines reach the descriptor within
// a tenth of a second; from `warn` on, and on a terminal, at once. Safe from any thread. Every line carries the request
// and trace id of the thread's LogScope.
class Log {
 public:
  explicit Log(const LogSettings& settings);
  // The same on another descriptor, which has to stay open as long as the log lives.
  Log(const LogSettings& settings, int descriptor);
  ~Log();  // flushes

  bool enabled(LogLevel level) const { return level >= level_ && level != LogLevel::off; }
  // `event` is a stable snake_case name: "request", "migration_applied".
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {}) const {
    if (enabled(level)) enqueue(level, event, fields);
  }

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::info, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::warn, event, fields);
  }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::error, event, fields);
  }

  // Waits until what was logged before is out, two seconds at most: before a process ends without destructors.
  void flush() const;
  std::uint64_t dropped() const;

 private:
  class Pipeline;
  void enqueue(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const;

  LogLevel level_;
  std::unique_ptr<Pipeline> pipeline_;  // null: off
};

// Sets the ids that this thread's log lines carry while it lives; scopes nest. Keeps views, so the texts must outlive
// it.
class LogScope {
 public:
  LogScope(std::string_view request_id, std::string_view trace_id);
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

 private:
  std::string_view outer_request_id_;
  std::string_view outer_trace_id_;
};

}  // namespace kontor::telemetry
