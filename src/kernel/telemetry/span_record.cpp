#include "kernel/telemetry/span_record.hpp"

#include <algorithm>
#include <limits>

#include "kernel/telemetry/escape.hpp"
#include "kernel/telemetry/masking.hpp"

namespace kontor::telemetry {

namespace {

// A server that we call is a machine by contract, so its address says nothing about a person.
Sensitivity meaning_of(std::string_view name) {
  return name == "server.address" ? Sensitivity::open : sensitivity(name);
}

decltype(SpanAttribute::value) kept_value(const LogField& field) {
  const Sensitivity meaning = meaning_of(field.name);
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    if (meaning == Sensitivity::open) return std::string(utf8_prefix(*text, SpanRecord::kMaxTextBytes));
    return std::string(utf8_prefix(masked(meaning, *text), SpanRecord::kMaxTextBytes));
  }
  if (meaning != Sensitivity::open && meaning != Sensitivity::location) return masked(Sensitivity::secret, "a number");
  if (const auto* whole = std::get_if<std::int64_t>(&field.value)) return *whole;
  if (const auto* natural = std::get_if<std::uint64_t>(&field.value)) {
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(*natural, kMost));
  }
  if (const auto* number = std::get_if<double>(&field.value)) return *number;
  return std::get<bool>(field.value);
}

}  // namespace

SpanRecord::SpanRecord(std::string_view span_name, SpanKind span_kind, const TraceContext& own)
    : name(utf8_prefix(span_name, kMaxNameBytes)), kind(span_kind), context(own) {}

void SpanRecord::set(const LogField& field) {
  const auto known = std::ranges::find(attributes, field.name, &SpanAttribute::name);
  if (known != attributes.end()) {
    known->value = kept_value(field);
  } else if (attributes.size() < kMaxAttributes) {
    attributes.push_back({std::string(utf8_prefix(field.name, kMaxNameBytes)), kept_value(field)});
  } else {
    ++dropped_attributes;
  }
}

void SpanRecord::link(std::span<const TraceContext> others) {
  for (const TraceContext& other : others) {
    if (!other.sampled) continue;
    if (links.size() < kMaxLinks)
      links.push_back(other);
    else
      ++dropped_links;
  }
}

void SpanRecord::fail(std::string_view code) {
  failure = utf8_prefix(code, kMaxTextBytes);
  set({"error.type", code});
}

}  // namespace kontor::telemetry
