#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/telemetry/log.hpp"
#include "kernel/telemetry/trace.hpp"

namespace kontor::telemetry {

enum class SpanKind { internal = 1, server, client, producer, consumer };  // OpenTelemetry's numbers

struct SpanAttribute {
  std::string name;
  std::variant<std::string, std::int64_t, double, bool> value;
};

// What is known of a span when it has ended. Its size is bounded: what is too much is cut or counted.
struct SpanRecord {
  static constexpr std::size_t kMaxNameBytes = 256;
  static constexpr std::size_t kMaxTextBytes = 1024;
  static constexpr std::size_t kMaxAttributes = 32;
  static constexpr std::size_t kMaxLinks = 128;

  SpanRecord(std::string_view span_name, SpanKind span_kind, const TraceContext& own);

  // By the rules of log fields: what names a secret or a person is masked. A name that is there already gets the new
  // value.
  void set(const LogField& field);
  // Of these, those that are recorded somewhere.
  void link(std::span<const TraceContext> others);
  // `code` is a stable name, as Error::code.
  void fail(std::string_view code);

  std::string name;
  SpanKind kind;
  TraceContext context;
  std::optional<SpanId> parent = {};
  std::chrono::system_clock::time_point started = {};
  std::chrono::nanoseconds duration{0};
  std::optional<std::string> failure = {};
  std::vector<SpanAttribute> attributes = {};
  std::vector<TraceContext> links = {};
  int dropped_attributes = 0;
  int dropped_links = 0;
};

}  // namespace kontor::telemetry
