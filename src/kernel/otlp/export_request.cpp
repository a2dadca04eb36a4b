#include "kernel/otlp/export_request.hpp"

#include <cmath>

#include "kernel/json/writer.hpp"

namespace kontor::otlp {

namespace {

constexpr int kStatusError = 2;
constexpr std::size_t kBytesPerSpan = 1024;  // a guess that saves copies

std::string_view text_of(const telemetry::SpanId& id) {
  return {id.data(), id.size()};
}

// 64-bit numbers are strings in protobuf's JSON.
std::string nanoseconds(std::chrono::system_clock::time_point moment) {
  return std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(moment.time_since_epoch()).count());
}

void write_value(json::Writer& out, const std::string& text) {
  out.field("stringValue", std::string_view(text));
}
void write_value(json::Writer& out, std::int64_t whole) {
  out.field("intValue", std::string_view(std::to_string(whole)));
}
// What JSON has no number for is a string in protobuf's JSON; a null would have the whole message refused.
void write_value(json::Writer& out, double number) {
  if (std::isfinite(number)) {
    out.field("doubleValue", number);
  } else {
    out.field("doubleValue", std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
  }
}
void write_value(json::Writer& out, bool truth) {
  out.field("boolValue", truth);
}

template <class Value>
void write_attribute(json::Writer& out, std::string_view name, const Value& value) {
  out.begin_object().field("key", name).key("value").begin_object();
  write_value(out, value);
  out.end_object().end_object();
}

void write_resource(json::Writer& out, const Service& service) {
  out.key("resource").begin_object().key("attributes").begin_array();
  write_attribute(out, "service.name", service.name);
  write_attribute(out, "service.version", service.version);
  write_attribute(out, "service.instance.id", service.instance_id);
  out.end_array().end_object();
}

void write_attributes(json::Writer& out, const telemetry::SpanRecord& span) {
  out.key("attributes").begin_array();
  for (const auto& [name, value] : span.attributes) {
    std::visit([&out, &name = name](const auto& held) { write_attribute(out, name, held); }, value);
  }
  out.end_array();
  if (span.dropped_attributes > 0) out.field("droppedAttributesCount", span.dropped_attributes);
}

void write_links(json::Writer& out, const telemetry::SpanRecord& span) {
  if (span.links.empty()) return;
  out.key("links").begin_array();
  for (const auto& link : span.links) {
    out.begin_object().field("traceId", link.trace()).field("spanId", link.span()).end_object();
  }
  out.end_array();
  if (span.dropped_links > 0) out.field("droppedLinksCount", span.dropped_links);
}

void write_span(json::Writer& out, const telemetry::SpanRecord& span) {
  out.begin_object().field("traceId", span.context.trace()).field("spanId", span.context.span());
  if (span.parent) out.field("parentSpanId", text_of(*span.parent));
  out.field("flags", 1).field("name", std::string_view(span.name)).field("kind", static_cast<int>(span.kind));
  out.field("startTimeUnixNano", std::string_view(nanoseconds(span.started)));
  out.field("endTimeUnixNano", std::string_view(nanoseconds(span.started + span.duration)));
  write_attributes(out, span);
  write_links(out, span);
  if (span.failure) {
    out.key("status").begin_object().field("code", kStatusError).field("message", std::string_view(*span.failure));
    out.end_object();
  }
  out.end_object();
}

}  // namespace

std::string export_request(const Service& service, const telemetry::SpanQueue::Batch& spans) {
  std::string body;
  body.reserve((spans.size() + 1) * kBytesPerSpan);
  json::Writer out(body);
  out.begin_object().key("resourceSpans").begin_array().begin_object();
  write_resource(out, service);
  out.key("scopeSpans").begin_array().begin_object();
  out.key("scope").begin_object().field("name", "kontor").field("version", std::string_view(service.version));
  out.end_object().key("spans").begin_array();
  for (const auto& span : spans) write_span(out, *span);
  out.end_array().end_object().end_array();
  out.end_object().end_array().end_object();
  return body;
}

}  // namespace kontor::otlp
