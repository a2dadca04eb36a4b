#include "kernel/telemetry/tracer.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <set>
#include <stdexcept>
#include <thread>

#include "support/recorded_spans.hpp"

using namespace kontor::telemetry;
using kontor::test::attribute;
using kontor::test::RecordedSpans;

namespace {

TraceContext published(bool sampled) {
  auto context = TraceContext::start();
  context.sampled = sampled;
  return context;
}

SpanQueue::Moment soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(20);
}

}  // namespace

TEST_CASE("a span is a child of the one that its thread is in") {
  RecordedSpans recorded;
  {
    Span outer(recorded.tracer, "outer", {.kind = SpanKind::server});
    { const Span first(recorded.tracer, "first"); }
    const Span second(recorded.tracer, "second", {.kind = SpanKind::client});
    CHECK(current_trace()->span() == second.context()->span());
  }
  CHECK_FALSE(current_trace());
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 3);
  const auto& [first, second, outer] = std::tie(spans[0], spans[1], spans[2]);
  CHECK(outer->name == "outer");
  CHECK(outer->kind == SpanKind::server);
  CHECK_FALSE(outer->parent);
  for (const auto* child : {first.get(), second.get()}) {
    CHECK(child->parent == outer->context.span_id);
    CHECK(child->context.trace() == outer->context.trace());
    CHECK(child->started >= outer->started);
    CHECK(child->duration <= outer->duration);
  }
  CHECK(first->context.span() != second->context.span());
}

TEST_CASE("threads do not see each other's spans") {
  RecordedSpans recorded;
  const Span here(recorded.tracer, "here");
  std::async(std::launch::async, [&] {
    CHECK_FALSE(current_trace());
    const Span there(recorded.tracer, "there");
    CHECK(there.context()->trace() != here.context()->trace());
  }).get();
  CHECK(current_trace()->span() == here.context()->span());
}

TEST_CASE("whoever sent a traceparent has decided whether the trace is recorded") {
  for (const double ratio : {0.0, 1.0}) {
    for (const bool sampled : {false, true}) {
      INFO("ratio " << ratio << ", the parent sampled: " << sampled);
      RecordedSpans recorded(ratio);
      const auto parent = published(sampled);
      {
        const Span span(recorded.tracer, "handle", {.parent = parent});
        CHECK(span.recording() == sampled);
        const Span inner(recorded.tracer, "inner");
        CHECK(inner.recording() == sampled);
        CHECK(inner.context()->trace() == parent.trace());
      }
      CHECK(recorded.take().size() == (sampled ? 2U : 0U));
    }
  }
}

TEST_CASE("of traces that begin here, the ratio is recorded, and each of them whole") {
  RecordedSpans none(0);
  RecordedSpans all(1);
  RecordedSpans quarter(0.25);
  std::size_t traces = 0;
  for (int i = 0; i < 4000; ++i) {
    const Span root(quarter.tracer, "root");
    traces += root.recording() ? 1 : 0;
    const Span child(quarter.tracer, "child");
    REQUIRE(child.recording() == root.recording());
    REQUIRE_FALSE(none.tracer.start_trace().sampled);
    REQUIRE(all.tracer.start_trace().sampled);
  }
  CHECK(traces > 800);
  CHECK(traces < 1200);
}

TEST_CASE("a handler's span is in the trace of the only event, and linked to it") {
  RecordedSpans recorded(0);
  const std::vector<TraceContext> publishers = {published(true)};
  { const Span span(recorded.tracer, "handle", {.kind = SpanKind::consumer, .links = publishers}); }
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 1);
  CHECK(spans[0]->kind == SpanKind::consumer);
  CHECK(spans[0]->context.trace() == publishers[0].trace());
  CHECK(spans[0]->parent == publishers[0].span_id);
  REQUIRE(spans[0]->links.size() == 1);
  CHECK(spans[0]->links[0].traceparent() == publishers[0].traceparent());
}

TEST_CASE("a batch of events is handled in a trace of its own, linked to all recorded publishers") {
  RecordedSpans recorded(0);
  const std::vector<TraceContext> publishers = {published(true), published(false), published(true)};
  {
    const Span request(recorded.tracer, "whatever the thread does", {.parent = published(true)});
    const Span span(recorded.tracer, "handle", {.kind = SpanKind::consumer, .links = publishers});
    CHECK(span.context()->trace() != request.context()->trace());
  }
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 2);
  CHECK_FALSE(spans[0]->parent);
  REQUIRE(spans[0]->links.size() == 2);
  CHECK(spans[0]->links[0].span() == publishers[0].span());
  CHECK(spans[0]->links[1].span() == publishers[2].span());
}

TEST_CASE("a batch of events that nobody records is not recorded either") {
  RecordedSpans recorded(1);
  const std::vector<TraceContext> publishers = {published(false), published(false)};
  {
    const Span span(recorded.tracer, "handle", {.links = publishers});
    CHECK_FALSE(span.recording());
  }
  CHECK(recorded.take().empty());
}

TEST_CASE("attributes are masked as log fields are") {
  RecordedSpans recorded;
  {
    Span span(recorded.tracer, "call");
    span.set({"customer.email", "ada@example.com"}).set({"api_key", "sk_live_1"}).set({"card_number", 4242});
    span.set({"url.full", "https://example.com/a?token=abc&page=2"}).set({"server.address", "example.com"});
    span.set({"lines", 3}).set({"ratio", 0.5}).set({"hit", true}).set({"huge", ~std::uint64_t{0}}).set({"lines", 4});
  }
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 1);
  CHECK(attribute(*spans[0], "customer.email") == "a***@example.com");
  CHECK(attribute(*spans[0], "api_key") == "***");
  CHECK(attribute(*spans[0], "card_number") == "***");
  CHECK(attribute(*spans[0], "url.full") == "https://example.com/a?token=***&page=2");
  CHECK(attribute(*spans[0], "server.address") == "example.com");
  CHECK(attribute(*spans[0], "lines") == "4");
  CHECK(attribute(*spans[0], "ratio") == "0.500000");
  CHECK(attribute(*spans[0], "hit") == "true");
  CHECK(attribute(*spans[0], "huge") == "9223372036854775807");
  CHECK(spans[0]->attributes.size() == 9);
}

TEST_CASE("what is too much for a span is cut or counted") {
  RecordedSpans recorded;
  const std::vector<TraceContext> publishers(SpanRecord::kMaxLinks + 7, published(true));
  {
    Span span(recorded.tracer, std::string(5000, 'n'), {.links = publishers});
    span.set({"text", std::string(1023, 'a') + "é and more"});
    for (int i = 0; i < 50; ++i) span.set({"number_" + std::to_string(i), i});
  }
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 1);
  CHECK(spans[0]->name.size() == SpanRecord::kMaxNameBytes);
  CHECK(attribute(*spans[0], "text") == std::string(1023, 'a'));
  CHECK(spans[0]->attributes.size() == SpanRecord::kMaxAttributes);
  CHECK(spans[0]->dropped_attributes == 51 - static_cast<int>(SpanRecord::kMaxAttributes));
  CHECK(spans[0]->links.size() == SpanRecord::kMaxLinks);
  CHECK(spans[0]->dropped_links == 7);
}

TEST_CASE("a span that is left by an exception has failed") {
  RecordedSpans recorded;
  CHECK_THROWS([&] {
    const Span span(recorded.tracer, "breaks");
    throw std::runtime_error("a bug");
  }());
  {
    Span span(recorded.tracer, "is refused");
    span.fail("out_of_stock");
  }
  const auto spans = recorded.take();
  REQUIRE(spans.size() == 2);
  CHECK(spans[0]->failure == "exception");
  CHECK(spans[1]->failure == "out_of_stock");
  CHECK(attribute(*spans[1], "error.type") == "out_of_stock");
}

TEST_CASE("spans that find the queue full are counted, and nobody waits for room") {
  RecordedSpans recorded(1, 3);
  for (int i = 0; i < 5; ++i) const Span span(recorded.tracer, std::to_string(i));
  CHECK(recorded.dropped.value() == 2);
  auto spans = recorded.take();
  REQUIRE(spans.size() == 3);
  CHECK(spans[0]->name == "0");
  CHECK(spans[2]->name == "2");
  { const Span span(recorded.tracer, "later"); }
  spans = recorded.take();
  REQUIRE(spans.size() == 1);
  CHECK(spans[0]->name == "later");
}

TEST_CASE("no span is lost or doubled between many threads and the exporter") {
  RecordedSpans recorded(1, 64);
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kSpans = 5000;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::size_t n = 0; n < kSpans; ++n) const Span span(recorded.tracer, "work");
    });
  }
  std::set<std::string> seen;
  std::size_t taken = 0;
  while (taken + recorded.dropped.value() < kThreads * kSpans) {
    for (const auto& span : recorded.queue.take(16, std::chrono::steady_clock::now() + std::chrono::milliseconds(5))) {
      seen.emplace(span->context.span());
      ++taken;
    }
  }
  CHECK(seen.size() == taken);
  threads.clear();
  CHECK(recorded.take().empty());
}

TEST_CASE("who waits for spans is woken by enough of them and by the end") {
  RecordedSpans recorded;
  auto taking = std::async(std::launch::async, [&] { return recorded.queue.take(2, soon()).size(); });
  { const Span span(recorded.tracer, "one"); }
  { const Span span(recorded.tracer, "two"); }
  CHECK(taking.get() == 2);
  auto waiting = std::async(std::launch::async, [&] { return recorded.queue.wait(soon()); });
  auto last = std::async(std::launch::async, [&] { return recorded.queue.take(2, soon()).size(); });
  recorded.queue.close();
  CHECK_FALSE(waiting.get());
  CHECK(last.get() == 0);
}

TEST_CASE("a tracer that is off records nothing and hands the caller's trace on") {
  const Tracer off;
  {
    const Span span(off, "nothing");
    CHECK_FALSE(span.recording());
    CHECK_FALSE(span.context());
    CHECK_FALSE(current_trace());
  }
  const auto publisher = published(true);
  const Span span(off, "handle", {.parent = publisher});
  CHECK_FALSE(span.recording());
  REQUIRE(current_trace());
  CHECK(current_trace()->trace() == publisher.trace());
  CHECK(current_trace()->span() != publisher.span());
  CHECK(current_trace()->sampled);
  CHECK_FALSE(off.start_trace().sampled);
}
