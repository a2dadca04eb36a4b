#include "kernel/otlp/export_request.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

using namespace kontor;
using namespace kontor::telemetry;
using Json = nlohmann::json;

namespace {

const otlp::Service kService{"kontor", "1.2.3", "instance-7"};

TraceContext context(std::string_view traceparent) {
  return *TraceContext::parse(traceparent);
}

SpanRecord example() {
  SpanRecord span("GET /things", SpanKind::server, context("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
  span.started = std::chrono::system_clock::time_point(std::chrono::nanoseconds(1'700'000'000'123'456'789));
  span.duration = std::chrono::nanoseconds(1'000'000'001);
  return span;
}

Json exported(SpanRecord span) {
  SpanQueue::Batch batch;
  batch.push_back(std::make_unique<SpanRecord>(std::move(span)));
  return Json::parse(otlp::export_request(kService, batch));
}

Json only_span(const Json& request) {
  const auto& spans = request.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans");
  REQUIRE(spans.size() == 1);
  return spans.at(0);
}

}  // namespace

TEST_CASE("spans are told in the JSON of OTLP: ids as hex, 64-bit numbers as strings, enumerations as numbers") {
  auto span = example();
  span.parent = context("00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01").span_id;
  span.set({"http.route", "/things"});
  span.set({"http.response.status_code", 200});
  span.set({"ratio", 0.5});
  span.set({"hit", true});
  const auto expected = Json::parse(R"({
    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "spanId": "00f067aa0ba902b7",
    "parentSpanId": "1111111111111111",
    "flags": 1,
    "name": "GET /things",
    "kind": 2,
    "startTimeUnixNano": "1700000000123456789",
    "endTimeUnixNano": "1700000001123456790",
    "attributes": [
      {"key": "http.route", "value": {"stringValue": "/things"}},
      {"key": "http.response.status_code", "value": {"intValue": "200"}},
      {"key": "ratio", "value": {"doubleValue": 0.5}},
      {"key": "hit", "value": {"boolValue": true}}
    ]
  })");
  CHECK(only_span(exported(std::move(span))) == expected);
}

TEST_CASE("the service that made the spans is named") {
  const auto request = exported(example());
  const auto expected = Json::parse(R"([
    {"key": "service.name", "value": {"stringValue": "kontor"}},
    {"key": "service.version", "value": {"stringValue": "1.2.3"}},
    {"key": "service.instance.id", "value": {"stringValue": "instance-7"}}
  ])");
  CHECK(request.at("resourceSpans").at(0).at("resource").at("attributes") == expected);
  CHECK(request.at("resourceSpans").at(0).at("scopeSpans").at(0).at("scope") ==
        Json{{"name", "kontor"}, {"version", "1.2.3"}});
}

TEST_CASE("a root has no parent, and success no status") {
  const auto span = only_span(exported(example()));
  CHECK_FALSE(span.contains("parentSpanId"));
  CHECK_FALSE(span.contains("status"));
  CHECK_FALSE(span.contains("links"));
}

TEST_CASE("a failure, links and what was too much are told") {
  auto span = example();
  const auto publisher = context("00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01");
  span.link(std::vector(SpanRecord::kMaxLinks + 1, publisher));
  span.fail("timed_out");
  for (int i = 0; i < 40; ++i) span.set({"number_" + std::to_string(i), i});
  const auto told = only_span(exported(std::move(span)));
  CHECK(told.at("status") == Json{{"code", 2}, {"message", "timed_out"}});
  CHECK(told.at("links").size() == SpanRecord::kMaxLinks);
  CHECK(told.at("links").at(0) ==
        Json{{"traceId", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, {"spanId", "bbbbbbbbbbbbbbbb"}});
  CHECK(told.at("droppedLinksCount") == 1);
  CHECK(told.at("droppedAttributesCount") == 9);
}

TEST_CASE("whatever bytes somebody sent, the message is JSON") {
  auto span = example();
  span.set({"url.path", std::string("/a\xff\"\\\n\0b", 9)});
  CHECK(only_span(exported(std::move(span))).at("attributes").size() == 1);
}

TEST_CASE("a number that JSON does not know is told by its name") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  auto span = example();
  span.set({"ratio", std::nan("")});
  span.set({"most", kInfinity});
  span.set({"least", -kInfinity});
  const auto attributes = only_span(exported(std::move(span))).at("attributes");
  CHECK(attributes.at(0).at("value") == Json{{"doubleValue", "NaN"}});
  CHECK(attributes.at(1).at("value") == Json{{"doubleValue", "Infinity"}});
  CHECK(attributes.at(2).at("value") == Json{{"doubleValue", "-Infinity"}});
}
