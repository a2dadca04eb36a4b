#include "kernel/telemetry/trace.hpp"

#include <algorithm>

#include "kernel/core/random.hpp"

namespace kontor::telemetry {

namespace {

constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kSpanAt = 36;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kLength = 55;
constexpr char kDigits[] = "0123456789abcdef";

thread_local const TraceContext* thread_context = nullptr;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

// A field of the header: fixed place, fixed length, lower-case hex.
bool is_framed(std::string_view header) {
  const std::string_view version = header.substr(0, 2);
  const bool dashes = header[2] == '-' && header[kSpanAt - 1] == '-' && header[kFlagsAt - 1] == '-';
  if (!dashes || !is_hex(version) || version == "ff") return false;
  if (header.size() == kLength) return true;
  return version != "00" && header[kLength] == '-';  // later versions may append parts
}

void fill_hex(char* out, std::uint64_t bits) {
  for (int shift = 60; shift >= 0; shift -= 4) *out++ = kDigits[(bits >> shift) & 15];
}

void fill_span(SpanId& span) {
  fill_hex(span.data(), std::max<std::uint64_t>(random_u64(), 1));
}

}  // namespace

TraceContext TraceContext::start() {
  TraceContext started{};
  fill_hex(started.trace_id.data(), std::max<std::uint64_t>(random_u64(), 1));
  fill_hex(started.trace_id.data() + 16, random_u64());
  fill_span(started.span_id);
  return started;
}

std::optional<TraceContext> TraceContext::parse(std::string_view header) {
  if (header.size() < kLength || !is_framed(header)) return std::nullopt;
  const std::string_view trace = header.substr(kTraceAt, 32);
  const std::string_view span = header.substr(kSpanAt, 16);
  const std::string_view flags = header.substr(kFlagsAt, 2);
  if (!is_hex(trace) || !is_hex(span) || !is_hex(flags) || is_zero(trace) || is_zero(span)) return std::nullopt;
  TraceContext parsed{};
  std::ranges::copy(trace, parsed.trace_id.begin());
  std::ranges::copy(span, parsed.span_id.begin());
  parsed.sampled = std::string_view(kDigits).find(flags[1]) % 2 == 1;
  return parsed;
}

TraceContext TraceContext::child() const {
  TraceContext next = *this;
  fill_span(next.span_id);
  return next;
}

std::string TraceContext::traceparent() const {
  std::string header;
  header.reserve(kLength);
  header.append("00-").append(trace()).append("-").append(span()).append(sampled ? "-01" : "-00");
  return header;
}

TraceScope::TraceScope(const TraceContext& context) : outer_(thread_context) {
  thread_context = &context;
}

TraceScope::~TraceScope() {
  thread_context = outer_;
}

std::optional<TraceContext> current_trace() {
  return thread_context != nullptr ? std::optional(*thread_context) : std::nullopt;
}

}  // namespace kontor::telemetry
