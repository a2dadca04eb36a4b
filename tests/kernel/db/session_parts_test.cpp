#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <thread>
#include <vector>

#include "kernel/db/param.hpp"
#include "kernel/db/session/connect_gate.hpp"
#include "kernel/db/session/connection_text.hpp"
#include "kernel/db/session/failure.hpp"
#include "kernel/db/session/statement_cache.hpp"
#include "kernel/db/session/turnstile.hpp"

using namespace kontor;

TEST_CASE("every SQLSTATE means what the code above can act on") {
  using db::FailureClass;
  const std::map<std::string, FailureClass> expected = {
      {"23505", FailureClass::violation},   {"23503", FailureClass::violation},   {"23P01", FailureClass::violation},
      {"40001", FailureClass::collision},   {"40P01", FailureClass::collision},   {"57014", FailureClass::timed_out},
      {"55P03", FailureClass::timed_out},   {"08006", FailureClass::unavailable}, {"57P01", FailureClass::unavailable},
      {"53300", FailureClass::unavailable}, {"25P03", FailureClass::unavailable}, {"42601", FailureClass::statement},
      {"22P02", FailureClass::statement},   {"42501", FailureClass::statement},   {"", FailureClass::unavailable},
  };
  for (const auto& [sqlstate, failure] : expected) {
    INFO(sqlstate);
    CHECK(db::classify(sqlstate) == failure);
  }
}

TEST_CASE("the statements used last are kept, the others are given up") {
  db::StatementCache cache(2);
  const auto first = cache.add("select 1");
  const auto second = cache.add("select 2");
  REQUIRE(cache.find("select 1") != nullptr);
  cache.add("select 3");
  CHECK(cache.find("select 2") == nullptr);
  CHECK(*cache.find("select 1") == first);
  CHECK(cache.doomed() == std::vector{second});
  cache.deallocated(second);
  CHECK(cache.doomed().empty());
  cache.forget(first);
  CHECK(cache.find("select 1") == nullptr);
  CHECK(cache.size() == 1);
}

TEST_CASE("while the server is away one tries the door at a time, after a pause, and all others are turned away") {
  db::ConnectGate gate;
  const db::ConnectGate::Moment start{};
  CHECK(gate.enter(start));
  CHECK(gate.enter(start));
  CHECK(gate.failed(start));
  CHECK_FALSE(gate.failed(start));
  CHECK_FALSE(gate.enter(start + gate.kPause / 2));
  CHECK(gate.enter(start + gate.kPause));
  CHECK_FALSE(gate.enter(start + gate.kPause));
  gate.succeeded();
  CHECK(gate.enter(start + gate.kPause));
  CHECK(gate.enter(start + gate.kPause));
}

TEST_CASE("who gives way goes in while few are inside, or nobody else who does; all others go in at once") {
  db::Turnstile gate(2);
  const db::Turnstile::Moment at_once{};
  CHECK(gate.enter(true, at_once));
  CHECK(gate.enter(false, at_once));
  CHECK_FALSE(gate.enter(true, at_once));
  CHECK(gate.enter(false, at_once));
  gate.leave(false);
  CHECK_FALSE(gate.enter(true, at_once));
  gate.leave(true);
  CHECK(gate.enter(true, at_once));
  CHECK(gate.enter(false, at_once));
  CHECK_FALSE(gate.enter(true, at_once));
  gate.leave(true);
  CHECK(gate.enter(true, at_once));
}

TEST_CASE("however many come, no more than that are inside who give way, and all have been") {
  constexpr int kTurns = 500;
  db::Turnstile gate(3);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> refused{0};
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  const auto come = [&](bool gives_way) {
    for (int i = 0; i < kTurns; ++i) {
      if (!gate.enter(gives_way, until)) ++refused;
      if (gives_way) {
        const int now = ++inside;
        for (int before = most; before < now && !most.compare_exchange_weak(before, now);) continue;
        std::this_thread::yield();
        --inside;
      }
      gate.leave(gives_way);
    }
  };
  {
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 8; ++i) crowd.emplace_back(come, i % 4 != 0);
  }
  CHECK(refused == 0);
  CHECK(most >= 1);
  CHECK(most <= 3);
}

TEST_CASE("sessions are opened with our settings, whatever the URL says") {
  const auto text =
      db::connection_text("postgres://u:p%27w@h:5433/d?options=-c%20TimeZone%3DAsia/Tokyo&connect_timeout=99",
                          {.connect_timeout_ms = 2500, .statement_timeout_ms = 7, .lock_timeout_ms = 8});
  REQUIRE(text.ok());
  INFO(text.value());
  for (const auto* part :
       {"password='p\\'w'", "port='5433'", "dbname='d'", "connect_timeout='3'", "client_encoding='UTF8'",
        "application_name='kontor'", "statement_timeout=7", "lock_timeout=8"}) {
    CHECK_THAT(text.value(), Catch::Contains(part));
  }
  CHECK(text.value().find("TimeZone=UTC") > text.value().find("TimeZone=Asia/Tokyo"));
  CHECK(text.value().find(" -c jit=off ") != std::string::npos);  // what a server of one's own has on by default
  CHECK(db::login_of("postgres://u:p@h/d") == "u");
}

TEST_CASE("a URL that cannot be read is not quoted, because it may hold a password") {
  auto text = db::connection_text("postgres://user:se%zzcret@host/d", {});
  REQUIRE_FALSE(text.ok());
  CHECK(text.error().detail.find("cret") == std::string::npos);
}

TEST_CASE("arrays are written as PostgreSQL reads them") {
  const auto params = db::pack(std::vector<std::string>{"a", "b\"c", "d\\e", ""}, std::vector<std::int64_t>{1, -2},
                               std::vector<std::string>{}, std::optional<std::vector<std::int64_t>>());
  CHECK(std::string(params.value(0)) == R"({"a","b\"c","d\\e",""})");
  CHECK(std::string(params.value(1)) == R"({"1","-2"})");
  CHECK(std::string(params.value(2)) == "{}");
  CHECK(params.value(3) == nullptr);
}
