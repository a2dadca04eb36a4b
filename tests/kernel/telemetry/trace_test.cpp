#include "kernel/telemetry/trace.hpp"

#include <catch2/catch.hpp>
#include <set>

using kontor::telemetry::TraceContext;

namespace {

constexpr std::string_view kExample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string with(std::size_t place, std::string_view text) {
  return std::string(kExample).replace(place, text.size(), text);
}

}  // namespace

TEST_CASE("a traceparent is read and written as the W3C says") {
  const auto context = TraceContext::parse(kExample);
  REQUIRE(context);
  CHECK(context->trace() == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(context->span() == "00f067aa0ba902b7");
  CHECK(context->sampled);
  CHECK(context->traceparent() == kExample);
}

TEST_CASE("only the lowest bit of the flags says sampled") {
  const std::vector<std::pair<std::string, bool>> cases = {{"00", false}, {"01", true},  {"02", false}, {"03", true},
                                                           {"ff", true},  {"fe", false}, {"0a", false}, {"0b", true}};
  for (const auto& [flags, sampled] : cases) {
    INFO("flags " << flags);
    const auto context = TraceContext::parse(with(53, flags));
    REQUIRE(context);
    CHECK(context->sampled == sampled);
  }
}

TEST_CASE("what is no traceparent starts no trace") {
  const std::vector<std::string> malformed = {
      "",
      "00",
      std::string(kExample).substr(0, 54),
      std::string(kExample) + "-",
      std::string(kExample) + "-extra",
      std::string(kExample) + "0",
      " " + std::string(kExample),
      with(0, "ff"),
      with(0, "0G"),
      with(0, "0A") + "-x",
      with(3, "4BF92F"),
      with(36, "00F067"),
      with(53, "0A"),
      with(53, "0x"),
      with(3, "00000000000000000000000000000000"),
      with(36, "0000000000000000"),
      with(2, "_"),
      with(35, "_"),
      with(52, "_"),
      with(10, "-"),
      "01" + std::string(kExample).substr(2) + "x",
      "01" + std::string(kExample).substr(2) + ".extra",
  };
  for (const auto& header : malformed) {
    INFO("'" << header << "'");
    CHECK_FALSE(TraceContext::parse(header));
  }
}

TEST_CASE("a later version of the header is read as far as it is known, and answered in ours") {
  for (const std::string_view rest : {"", "-", "-what-the-future-brings"}) {
    const auto context = TraceContext::parse("cc" + std::string(kExample).substr(2) + std::string(rest));
    INFO("followed by '" << rest << "'");
    REQUIRE(context);
    CHECK(context->traceparent() == kExample);
  }
}

TEST_CASE("a child is another span of the same trace") {
  const auto parent = TraceContext::parse(kExample);
  REQUIRE(parent);
  const auto child = parent->child();
  CHECK(child.trace() == parent->trace());
  CHECK(child.span() != parent->span());
  CHECK(child.sampled == parent->sampled);
  CHECK(TraceContext::parse(child.traceparent()));
}

TEST_CASE("every started trace has ids of its own that can be read back") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto started = TraceContext::start();
    const auto again = TraceContext::parse(started.traceparent());
    REQUIRE(again);
    CHECK(again->trace() == started.trace());
    seen.emplace(started.trace());
    seen.emplace(started.span());
  }
  CHECK(seen.size() == 2000);
}
