#include <catch2/catch.hpp>

#include "kernel/jobs/rules/turn.hpp"
#include "kernel/jobs/rules/verdict.hpp"

using namespace kontor;
using namespace kontor::jobs;
using namespace std::chrono_literals;

namespace {

Timestamp noon(std::chrono::seconds later = 0s) {
  return *parse_timestamp("2026-03-01T12:00:00Z") + later;
}

std::string shown_turn(const Turn& turn) {
  const auto run =
      turn.run_for ? std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*turn.run_for - noon()).count())
                   : "no";
  return run + (turn.plan_again ? " planned" : "") + (turn.keeps_asked ? " keeps" : "");
}

}  // namespace

TEST_CASE("what is done with a job that is due") {
  struct Row {
    const char* what;
    Due due;
    Missed missed;
    const char* turn;  // the second after noon it is run for
  };
  for (const auto& row : {
           Row{"in time", {{}, noon(), {}, noon(5s)}, Missed::skip, "0 planned"},
           Row{"late by just what is allowed", {{}, noon(), {}, noon(60s)}, Missed::skip, "0 planned"},
           Row{"too late", {{}, noon(), {}, noon(61s)}, Missed::skip, "no planned"},
           Row{"too late, but made up for", {{}, noon(), {}, noon(9999s)}, Missed::catch_up, "0 planned"},
           Row{"asked for, planned later", {{}, noon(900s), noon(3s), noon(5s)}, Missed::skip, "3"},
           Row{"asked for, never planned", {{}, {}, noon(3s), noon(5s)}, Missed::catch_up, "3"},
           Row{"asked for and planned at once", {{}, noon(), noon(3s), noon(5s)}, Missed::catch_up, "0 planned"},
           Row{"asked for, and the plan too late", {{}, noon(), noon(70s), noon(75s)}, Missed::skip, "70 planned"},
           Row{"left behind", {noon(), noon(60s), noon(3s), noon(90s)}, Missed::skip, "0 keeps"},
       }) {
    CAPTURE(row.what);
    CHECK(shown_turn(turn_of(row.due, row.missed, 60s)) == row.turn);
  }
}

TEST_CASE("an interval goes on from its anchor, past what was missed") {
  CHECK(next_of_interval(60s, noon(), noon()) == noon(60s));
  CHECK(next_of_interval(60s, noon(), noon(1s)) == noon(60s));
  CHECK(next_of_interval(60s, noon(), noon(60s)) == noon(120s));
  CHECK(next_of_interval(60s, noon(), noon(3601s)) == noon(3660s));
  CHECK(next_of_interval(60s, noon(30s), noon()) == noon(30s));
}

TEST_CASE("an errand is given up when that is no guess") {
  struct Row {
    const char* what;
    Error error;
    int failures;
    bool in_doubt;
    Verdict verdict;
  };
  const Error declined{ErrorKind::rejected, "no_such_account", ""};
  for (const auto& row : {
           Row{"refused for good", declined, 0, false, Verdict::given_up},
           Row{"refused for good although in doubt", declined, 0, true, Verdict::given_up},
           Row{"failed, attempts left", unavailable(""), 1, false, Verdict::again},
           Row{"failed for the last time", unavailable(""), 2, false, Verdict::given_up},
           Row{"failed for the last time, but in doubt", unavailable(""), 2, true, Verdict::again},
           Row{"unknown", outcome_unknown(""), 0, false, Verdict::unknown},
           Row{"unknown after all attempts", outcome_unknown(""), 99, true, Verdict::unknown},
       }) {
    Errand errand;
    errand.failures = row.failures;
    errand.in_doubt = row.in_doubt;
    CAPTURE(row.what);
    CHECK(verdict_of(row.error, errand, 3) == row.verdict);
  }
}

TEST_CASE("the pause before another attempt is random below a ceiling that doubles up to a limit") {
  CHECK(backoff(1, 100ms, 1000ms, 100) == 100ms);
  CHECK(backoff(1, 100ms, 1000ms, 101) == 0ms);
  CHECK(backoff(3, 100ms, 1000ms, 400) == 400ms);
  CHECK(backoff(3, 100ms, 1000ms, 401) == 0ms);
  CHECK(backoff(5, 100ms, 1000ms, 1000) == 1000ms);
  CHECK(backoff(1000000, 100ms, 1000ms, 1001) == 0ms);
}
