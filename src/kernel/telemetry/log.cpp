#include "kernel/telemetry/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>

#include <cstdlib>
#include <span>

#include "kernel/telemetry/line_writer.hpp"
#include "kernel/telemetry/log_line.hpp"

namespace kontor::telemetry {

namespace {

constexpr auto kFlushPatience = std::chrono::seconds(2);

thread_local LineIds thread_ids;

bool environment_wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_colour == nullptr || *no_colour == '\0') && terminal != nullptr && std::string_view(terminal) != "dumb";
}

// Hands a line to the writer. Not spdlog's own asynchronous logger: that one wakes its thread for every
// line, which costs the caller many times the line.
class WriterSink final : public spdlog::sinks::sink {
 public:
  WriterSink(int descriptor, std::size_t queue_lines, bool eager) : eager_(eager), writer_(descriptor, queue_lines) {}

  void log(const spdlog::details::log_msg& line) override {
    writer_.append({line.payload.data(), line.payload.size()}, eager_ || line.level >= spdlog::level::warn);
  }
  void flush() override { writer_.flush(std::chrono::steady_clock::now() + kFlushPatience); }
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  std::uint64_t dropped() const { return writer_.dropped(); }

 private:
  const bool eager_;
  LineWriter writer_;
};

}  // namespace

class Log::Pipeline {
 public:
  Pipeline(const LogSettings& settings, int descriptor)
      : terminal_(::isatty(descriptor) == 1),
        human_(settings.format == LogFormat::human || (settings.format == LogFormat::automatic && terminal_)),
        colour_(human_ && terminal_ && environment_wants_colour()),
        sink_(std::make_shared<WriterSink>(descriptor, static_cast<std::size_t>(settings.queue_lines), terminal_)),
        logger_("kontor", sink_) {}

  void enqueue(LogLevel level, std::string_view event, std::span<const LogField> fields) {
    thread_local std::string text;
    text.clear();
    const auto now = std::chrono::system_clock::now();
    const LineStart start{std::chrono::floor<std::chrono::microseconds>(now), level, event, thread_ids};
    if (human_)
      append_human_line(text, start, fields, colour_);
    else
      append_json_line(text, start, fields);
    logger_.log(now, {}, level >= LogLevel::warn ? spdlog::level::warn : spdlog::level::info, std::string_view(text));
  }

  void flush() { logger_.flush(); }
  std::uint64_t dropped() const { return sink_->dropped(); }

 private:
  const bool terminal_;
  const bool human_;
  const bool colour_;
  const std::shared_ptr<WriterSink> sink_;
  spdlog::logger logger_;
};

Log::Log(const LogSettings& settings) : Log(settings, STDERR_FILENO) {}

Log::Log(const LogSettings& settings, int descriptor)
    : level_(settings.level),
      pipeline_(level_ == LogLevel::off ? nullptr : std::make_unique<Pipeline>(settings, descriptor)) {}

Log::~Log() = default;

void Log::enqueue(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const {
  pipeline_->enqueue(level, event, {fields.begin(), fields.size()});
}

void Log::flush() const {
  if (pipeline_) pipeline_->flush();
}

std::uint64_t Log::dropped() const {
  return pipeline_ ? pipeline_->dropped() : 0;
}

LogScope::LogScope(std::string_view request_id, std::string_view trace_id)
    : outer_request_id_(thread_ids.request_id), outer_trace_id_(thread_ids.trace_id) {
  thread_ids = {request_id, trace_id};
}

LogScope::~LogScope() {
  thread_ids = {outer_request_id_, outer_trace_id_};
}

}  // namespace kontor::telemetry
