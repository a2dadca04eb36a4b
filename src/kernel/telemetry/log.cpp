#include "kernel/telemetry/log.hpp"

#include <signal.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/periodic_worker.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>
#include <unistd.h>

#include <cstdlib>
#include <span>

#include "kernel/telemetry/line_writer.hpp"
#include "kernel/telemetry/log_line.hpp"

namespace kontor::telemetry {

namespace {

constexpr auto kFlushInterval = std::chrono::seconds(1);
constexpr auto kFlushPatience = std::chrono::seconds(2);

thread_local LineIds thread_ids;

// Signals are the main thread's: threads started while this lives do not take them. A closed stderr is an error of
// write(), not a SIGPIPE.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

bool environment_wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_colour == nullptr || *no_colour == '\0') && terminal != nullptr && std::string_view(terminal) != "dumb";
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  return level >= LogLevel::warn ? spdlog::level::warn : spdlog::level::info;
}

}  // namespace

// From the queue to the descriptor.
class StampingSink final : public spdlog::sinks::sink {
 public:
  StampingSink(LineWriter& writer, bool human, bool eager) : writer_(writer), human_(human), eager_(eager) {}

  void log(const spdlog::details::log_msg& line) override {
    const auto moment = std::chrono::floor<std::chrono::microseconds>(line.time);
    writer_.append(human_ ? human_stamp(moment) : json_stamp(moment), {line.payload.data(), line.payload.size()});
    if (eager_) writer_.flush();
  }
  void flush() override { writer_.flush(); }
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  LineWriter& writer_;
  const bool human_;
  const bool eager_;
};

class Log::Pipeline {
 public:
  Pipeline(const LogSettings& settings, int descriptor)
      : terminal_(::isatty(descriptor) == 1),
        human_(settings.format == LogFormat::human || (settings.format == LogFormat::automatic && terminal_)),
        colour_(human_ && terminal_ && environment_wants_colour()),
        writer_(descriptor) {
    const SignalsBlocked blocked;
    queue_ = std::make_shared<spdlog::details::thread_pool>(static_cast<std::size_t>(settings.queue_lines), 1);
    logger_ = std::make_shared<spdlog::async_logger>("", std::make_shared<StampingSink>(writer_, human_, terminal_),
                                                     queue_, spdlog::async_overflow_policy::overrun_oldest);
    logger_->flush_on(spdlog::level::warn);
    flusher_ = std::make_unique<spdlog::details::periodic_worker>([this] { writer_.flush(); }, kFlushInterval);
  }

  ~Pipeline() {
    flush();
    writer_.close();
    flusher_.reset();
    logger_.reset();
    queue_.reset();  // takes what is still waiting
    writer_.flush();
  }

  void enqueue(LogLevel level, std::string_view event, std::span<const LogField> fields) {
    thread_local std::string text;
    text.clear();
    if (human_)
      append_human_text(text, level, event, thread_ids, fields, colour_);
    else
      append_json_text(text, level, event, thread_ids, fields);
    logger_->log(to_spdlog(level), std::string_view(text));
    submitted_.fetch_add(1, std::memory_order_release);
  }

  void flush() {
    const auto until = std::chrono::steady_clock::now() + kFlushPatience;
    const std::uint64_t wanted = submitted_.load(std::memory_order_acquire);
    writer_.wait(until, [&] { return writer_.lines() + dropped() >= wanted; });
    writer_.flush(until);
  }

  std::uint64_t dropped() const { return queue_->overrun_counter(); }

 private:
  const bool terminal_;
  const bool human_;
  const bool colour_;
  std::atomic<std::uint64_t> submitted_{0};
  LineWriter writer_;
  std::shared_ptr<spdlog::details::thread_pool> queue_;
  std::shared_ptr<spdlog::async_logger> logger_;
  std::unique_ptr<spdlog::details::periodic_worker> flusher_;
};

Log::Log(const LogSettings& settings) : Log(settings, STDERR_FILENO) {}

Log::Log(const LogSettings& settings, int descriptor)
    : level_(settings.level), pipeline_(std::make_unique<Pipeline>(settings, descriptor)) {}

Log::~Log() = default;

void Log::enqueue(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const {
  pipeline_->enqueue(level, event, {fields.begin(), fields.size()});
}

void Log::flush() const {
  pipeline_->flush();
}

std::uint64_t Log::dropped() const {
  return pipeline_->dropped();
}

LogScope::LogScope(std::string_view request_id, std::string_view trace_id)
    : outer_request_id_(thread_ids.request_id), outer_trace_id_(thread_ids.trace_id) {
  thread_ids = {request_id, trace_id};
}

LogScope::~LogScope() {
  thread_ids = {outer_request_id_, outer_trace_id_};
}

}  // namespace kontor::telemetry
