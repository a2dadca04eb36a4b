#include "kernel/resilience/breaker.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace kontor::resilience {
namespace {

using std::chrono::seconds;
using State = Breaker::State;

// A story in steps, told to a breaker that opens after three failures for ten seconds: f and s are calls that fail and
// succeed at once, x one that must be refused, digits let so many seconds pass.
struct Story {
  const char* steps;
  State end;
};

void play(Breaker& breaker, const Story& story) {
  Breaker::TimePoint now{seconds(100)};
  for (const char step : std::string(story.steps)) {
    if (step >= '0' && step <= '9') {
      now += seconds(step - '0');
      continue;
    }
    const auto pass = breaker.admit(now);
    REQUIRE(pass.has_value() == (step != 'x'));
    if (step == 's') breaker.succeeded(*pass);
    if (step == 'f') breaker.failed(*pass, now);
  }
}

TEST_CASE("a breaker opens after failures in a row, waits, and lets one call decide") {
  const auto story = GENERATE(values<Story>({
      {"", State::closed},
      {"ff", State::closed},
      {"ffsff", State::closed},
      {"fff", State::open},
      {"fffxx", State::open},
      {"fff9x", State::open},
      {"fff91s", State::closed},
      {"fff91f", State::open},
      {"fff91f9x", State::open},
      {"fff91f91s", State::closed},
      {"fff91sff", State::closed},
      {"fff91sfffx", State::open},
  }));
  INFO(story.steps);
  Breaker breaker(3, seconds(10));
  play(breaker, story);
  CHECK(breaker.state() == story.end);
}

TEST_CASE("while a probe is under way nobody else calls") {
  Breaker breaker(1, seconds(10));
  const Breaker::TimePoint start{};
  breaker.failed(*breaker.admit(start), start);
  const auto probe = breaker.admit(start + seconds(10));
  REQUIRE(probe);
  CHECK(breaker.state() == State::half_open);
  CHECK_FALSE(breaker.admit(start + seconds(60)));
  SECTION("its success lets everybody in") {
    breaker.succeeded(*probe);
    CHECK(breaker.admit(start + seconds(60)));
    CHECK(breaker.admit(start + seconds(60)));
  }
  SECTION("its place is free again when it was not made") {
    breaker.abandoned(*probe);
    CHECK(breaker.admit(start + seconds(60)));
  }
}

TEST_CASE("a call from before the last change of state says nothing") {
  Breaker breaker(1, seconds(10));
  const Breaker::TimePoint start{};
  const auto slow = breaker.admit(start);
  const auto slow_too = breaker.admit(start);
  breaker.failed(*breaker.admit(start), start);
  breaker.succeeded(*slow);
  CHECK(breaker.state() == State::open);
  const auto probe = breaker.admit(start + seconds(10));
  breaker.failed(*slow_too, start + seconds(10));
  CHECK(breaker.state() == State::half_open);
  breaker.succeeded(*probe);
  CHECK(breaker.state() == State::closed);
}

}  // namespace
}  // namespace kontor::resilience
