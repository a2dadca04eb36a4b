#include <catch2/catch.hpp>
#include <stdexcept>

#include "kernel/http/api_fixture.hpp"
#include "kernel/http/client_fixture.hpp"
#include "kernel/http/fake_peer.hpp"
#include "kernel/telemetry/origin.hpp"
#include "support/recorded_spans.hpp"

namespace kontor::http {
namespace {

using auth::Access;
using kontor::test::attribute;
using kontor::test::RecordedSpans;
using telemetry::SpanKind;
using telemetry::TraceContext;

constexpr std::string_view kIncoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

struct NotePath {
  std::string id;
};
KONTOR_DESCRIBE(NotePath, id)

struct TracedFixture : test::ApiFixture {
  RecordedSpans recorded;
  std::optional<TraceContext> seen;  // by the handler
  telemetry::Origin seen_origin;

  TracedFixture() {
    tracer = recorded.tracer;
    endpoints.push_back(
        http::get("/notes/{id}").access(Access::anyone()).path<NotePath>().handle([this](const auto&) -> Result<void> {
          seen = telemetry::current_trace();
          seen_origin = telemetry::OriginScope::current();
          const telemetry::Span span(recorded.tracer, "look it up");
          clock.advance(std::chrono::milliseconds(3));
          return {};
        }));
    endpoints.push_back(http::get("/broken").access(Access::anyone()).handle([](const auto&) -> Result<void> {
      throw std::logic_error("a bug");
    }));
  }
};

std::optional<TraceContext> told(const FakePeer& peer, std::size_t request) {
  const std::string text = peer.requests().at(request);
  const auto at = text.find("traceparent: ");
  return at == std::string::npos ? std::nullopt : TraceContext::parse(std::string_view(text).substr(at + 13, 55));
}

}  // namespace

TEST_CASE_METHOD(TracedFixture, "a request is a span of its client's trace, and what it does a child of it") {
  const auto answered = get("/api/v1/notes/7", {{"traceparent", std::string(kIncoming)}});
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 2);
  const auto& request = *spans[1];
  CHECK(request.name == "GET /api/v1/notes/{id}");
  CHECK(request.kind == SpanKind::server);
  CHECK(request.context.traceparent() == answered.header("Traceparent"));
  CHECK(request.context.trace() == kIncoming.substr(3, 32));
  REQUIRE(request.parent);
  CHECK(std::string_view(request.parent->data(), 16) == kIncoming.substr(36, 16));
  CHECK(request.duration == std::chrono::milliseconds(3));
  CHECK(request.started.time_since_epoch() == std::chrono::nanoseconds(0));  // the test's clock began there
  CHECK(attribute(request, "http.request.method") == "GET");
  CHECK(attribute(request, "http.route") == "/api/v1/notes/{id}");
  CHECK(attribute(request, "http.response.status_code") == "204");
  CHECK(attribute(request, "url.path") == "/api/v1/notes/7");
  CHECK(attribute(request, "client.address") == "192.0.2.*");
  CHECK(attribute(request, "kontor.request_id") == answered.request_id);
  CHECK_FALSE(request.failure);

  CHECK(spans[0]->name == "look it up");
  CHECK(spans[0]->parent == request.context.span_id);
  REQUIRE(seen);
  CHECK(seen->traceparent() == request.context.traceparent());
  CHECK_FALSE(telemetry::current_trace());
}

TEST_CASE_METHOD(TracedFixture, "requests that end on the I/O thread are spans too") {
  CHECK(get("/nothing/7").status() == 404);
  CHECK(send({.method = "BREW", .target = "/api/v1/notes/7"}).status() == 405);
  CHECK(send_to_a_full_pool({.target = "/api/v1/notes/7"}).status() == 503);
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 3);
  CHECK(spans[0]->name == "GET");
  CHECK_FALSE(spans[0]->parent);
  CHECK_FALSE(spans[0]->failure);
  CHECK(spans[1]->name == "HTTP");
  CHECK(attribute(*spans[1], "http.request.method") == "_OTHER");
  CHECK(spans[2]->name == "GET /api/v1/notes/{id}");
  CHECK(spans[2]->failure == "503");
}

TEST_CASE_METHOD(TracedFixture, "a request that fails inside is a failed span") {
  CHECK(get("/api/v1/broken").status() == 500);
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 1);
  CHECK(spans[0]->failure == "500");
  CHECK(attribute(*spans[0], "error.type") == "500");
}

TEST_CASE_METHOD(TracedFixture, "a client that does not record its trace is not recorded here") {
  const auto answered = get("/api/v1/notes/7", {{"traceparent", std::string(kIncoming.substr(0, 53)) + "00"}});
  CHECK(answered.header("Traceparent").ends_with("-00"));
  CHECK(recorded.take().empty());
  REQUIRE(seen);
  CHECK(seen->trace() == kIncoming.substr(3, 32));
}

TEST_CASE_METHOD(TracedFixture, "without a tracer a request still knows its trace") {
  tracer = {};
  get("/api/v1/notes/7", {{"traceparent", std::string(kIncoming)}});
  REQUIRE(seen);
  CHECK(seen->trace() == kIncoming.substr(3, 32));
}

TEST_CASE_METHOD(TracedFixture, "a handler acts on behalf of its request and of who asked for it") {
  get("/api/v1/notes/7", {{"X-Correlation-Id", "order-42"}, {"Authorization", "Bearer ada"}});
  CHECK(seen_origin.correlation_id == "order-42");
  CHECK(seen_origin.actor == "ada");
  CHECK(seen_origin.causation_id.empty());
  CHECK(telemetry::OriginScope::current().correlation_id.empty());
}

TEST_CASE("an outgoing call is a span, and the one that the server is told") {
  const FakePeer peer(answering([](const std::string&) { return ok_answer("hello"); }));
  RecordedSpans recorded;
  const ClientFixture client({}, recorded.tracer);
  {
    const telemetry::Span outer(recorded.tracer, "checkout");
    CHECK(said(client.get(peer.url("/v1/charges?key=sk_live_1&page=2"))) == "200 hello");
  }
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 2);
  const auto& call = *spans[0];
  CHECK(call.name == "GET");
  CHECK(call.kind == SpanKind::client);
  CHECK(call.parent == spans[1]->context.span_id);
  REQUIRE(told(peer, 0));
  CHECK(told(peer, 0)->traceparent() == call.context.traceparent());
  CHECK(attribute(call, "server.address") == "127.0.0.1");
  CHECK(attribute(call, "server.port") == std::to_string(peer.port()));
  CHECK(attribute(call, "http.response.status_code") == "200");
  CHECK_FALSE(call.failure);
}

TEST_CASE("an outgoing call that fails says how") {
  const FakePeer peer(
      answering([](const std::string&) { return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"; }));
  RecordedSpans recorded;
  const ClientFixture client({}, recorded.tracer);
  CHECK(said(client.get(peer.url())) == "404 ");
  CHECK(said(client.get("ftp://127.0.0.1/")) == "invalid_request");
  CHECK(said(client.get("http://127.0.0.1:1/")) == "connect_failed");
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 3);
  CHECK(spans[0]->failure == "404");
  CHECK(spans[1]->failure == "invalid_request");
  CHECK(spans[2]->failure == "connect_failed");
}

TEST_CASE("each call of a redirect is a span of the caller") {
  const FakePeer peer(answering([](const std::string& request) {
    return request.starts_with("GET /old")
               ? std::string("HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n")
               : ok_answer("new");
  }));
  RecordedSpans recorded(0);
  ClientSettings following;
  following.max_redirects = 2;
  const ClientFixture client(following, recorded.tracer);
  const auto caller = TraceContext::parse(kIncoming);
  CHECK(said(client.send({.url = peer.url("/old"), .trace = caller})) == "200 new");
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 2);
  CHECK(spans[0]->parent == caller->span_id);
  CHECK(spans[1]->parent == caller->span_id);
  CHECK(told(peer, 1)->traceparent() == spans[1]->context.traceparent());
}

TEST_CASE("without a tracer an outgoing call hands on the thread's trace") {
  const FakePeer peer(answering([](const std::string&) { return ok_answer(""); }));
  const ClientFixture client;
  REQUIRE(client.get(peer.url()));
  CHECK_FALSE(told(peer, 0));
  const auto current = *TraceContext::parse(kIncoming);
  const telemetry::TraceScope scope(current);
  REQUIRE(client.get(peer.url()));
  REQUIRE(told(peer, 1));
  CHECK(told(peer, 1)->trace() == current.trace());
  CHECK(told(peer, 1)->sampled);
}

}  // namespace kontor::http
