#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "kernel/auth/gate_house.hpp"

namespace kontor::auth {
namespace {

using namespace test;

void end(GateHouse& house, const Uuid& session) {
  house.gate.end_sessions(std::span(&session, 1));
}

TEST_CASE("a session that is ended ends at once, and no other") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto session = Uuid::generate();
  const auto remembered = token_for(session);
  const auto never_seen = token_for(session, kNow - std::chrono::minutes(5));
  const auto other = token_for(Uuid::generate());
  CHECK(house.admits(remembered));
  CHECK(house.admits(other));
  end(house, session);
  CHECK(house.refuses(remembered));
  CHECK(house.refuses(never_seen));
  CHECK(house.refuses(remembered));
  CHECK(house.admits(other));
  CHECK(house.metric("kontor_auth_refusals_total{reason=\"session_ended\"}") == "3");
  CHECK(house.metric("kontor_auth_cache_entries") == "1");
}

TEST_CASE("a session stays ended when what was read does not know of it yet") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto session = Uuid::generate();
  end(house, session);
  house.gate.renew(credentials());
  CHECK(house.refuses(token_for(session)));
}

TEST_CASE("sessions that had ended before the gate was there are ended") {
  GateHouse house;
  const auto before = Uuid::generate();
  const auto in_between = Uuid::generate();
  end(house, in_between);
  auto known = credentials();
  known.ended_sessions = {before};
  house.gate.renew(known);
  CHECK(house.refuses(token_for(before)));
  CHECK(house.refuses(token_for(in_between)));
  CHECK(house.admits(token_for(Uuid::generate())));
}

TEST_CASE("an ended session is remembered until its last token must have expired, and then forgotten") {
  GateHouse house;
  house.gate.renew(credentials());
  const auto session = Uuid::generate();
  // By an instance whose clock is half a minute ahead.
  const auto last = token_for(session, kNow + kLeeway);
  end(house, session);
  CHECK(house.refuses(last));
  house.clock.advance(std::chrono::minutes(15) + 2 * kLeeway - std::chrono::microseconds(1));
  end(house, Uuid::generate());
  CHECK(house.refuses(last));
  CHECK(house.metric("kontor_auth_refusals_total{reason=\"session_ended\"}") == "2");
  CHECK(house.metric("kontor_auth_ended_sessions") == "2");
  house.clock.advance(std::chrono::seconds(1));
  auto known = credentials();
  for (int i = 0; i < 1000; ++i) known.ended_sessions.push_back(Uuid::generate());
  house.gate.renew(known);
  CHECK(house.refuses(last));  // it has expired
  CHECK(house.metric("kontor_auth_ended_sessions") == "1001");
}

TEST_CASE("ended sessions that nobody can remember stay ended: what is as old as they are is refused") {
  auto settings = settings_of_tests();
  settings.ended_sessions = 32;
  GateHouse house(settings);
  house.gate.renew(credentials());
  std::vector<Uuid> sessions;
  std::vector<std::string> tokens;
  for (int i = 0; i < 200; ++i) {
    sessions.push_back(Uuid::generate());
    tokens.push_back(token_for(sessions.back()));
    if (!house.admits(tokens.back())) FAIL("a good token");
  }
  const auto bystander = token_for(Uuid::generate(), kNow - std::chrono::minutes(1));
  house.clock.advance(std::chrono::seconds(10));
  house.gate.end_sessions(sessions);
  for (const auto& token : tokens) CHECK(house.refuses(token));
  CHECK(house.refuses(bystander));
  CHECK(std::stoi(house.metric("kontor_auth_ended_sessions")) <= 32);
  house.clock.advance(std::chrono::seconds(1));
  CHECK(house.admits(token_for(Uuid::generate(), house.clock.now())));
}

std::chrono::milliseconds race_length() {
  return std::getenv("KONTOR_TEST_FULL") ? std::chrono::seconds(20) : std::chrono::milliseconds(1000);
}

// Threads that ask the same question until the race is over.
template <class Ask>
class Crowd {
 public:
  Crowd(int size, Ask ask) {
    for (int i = 0; i < size; ++i) {
      threads_.emplace_back([this, ask](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          ask();
          asked_.fetch_add(1, std::memory_order_relaxed);
        }
      });
    }
  }
  std::int64_t asked() const { return asked_; }

 private:
  std::atomic<std::int64_t> asked_{0};
  std::vector<std::jthread> threads_;
};

// The session that the crowd asks for, until it has ended and all know it.
struct Session {
  Uuid id = Uuid::generate();
  std::string header = {};
  std::atomic<bool> ended = false;
};

TEST_CASE("when ending a session is done nobody gets in with it, verified just now or remembered") {
  const SystemClock clock;
  telemetry::Metrics metrics;
  Gate gate(settings_of_tests(), std::nullopt, clock, metrics);
  gate.renew(credentials());
  std::vector<Session> sessions(40);
  for (auto& session : sessions) session.header = "Bearer " + token_for(session.id, clock.now());
  std::atomic<Session*> present{&sessions.front()};
  std::atomic<int> got_in{0};
  std::atomic<int> got_in_too_late{0};
  {
    const Crowd crowd(2, [&] {
      auto& session = *present.load();
      const bool was_over = session.ended;
      if (!gate.authenticate(session.header)) return;
      ++got_in;
      if (was_over) ++got_in_too_late;
    });
    const std::jthread renewer([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) gate.renew(credentials());
    });
    for (auto& session : sessions) {
      const auto before = got_in.load();
      present = &session;
      const auto until = std::chrono::steady_clock::now() + race_length() / sessions.size();
      while (got_in < before + 3 || std::chrono::steady_clock::now() < until) std::this_thread::yield();
      gate.end_sessions(std::span(&session.id, 1));
      session.ended = true;
      const auto asked = crowd.asked();
      while (crowd.asked() < asked + 6) std::this_thread::yield();
    }
  }
  CHECK(got_in_too_late == 0);
  for (const auto& session : sessions) CHECK_FALSE(gate.authenticate(session.header).ok());
}

TEST_CASE("when a renewal is done nobody is judged by what was known before") {
  const SystemClock clock;
  telemetry::Metrics metrics;
  Gate gate(settings_of_tests(), std::nullopt, clock, metrics);
  // So many that verifying them is most of what the crowd does: whoever is interrupted, is interrupted there.
  std::vector<std::string> headers(16);
  for (auto& header : headers) header = "Bearer " + token_for(Uuid::generate(), clock.now(), {"support"});
  const auto renew = [&](int edition) {
    auto known = credentials();
    known.roles["support"] = {std::to_string(edition)};
    gate.renew(known);
  };
  std::atomic<std::size_t> asking{0};
  std::atomic<int> edition{0};
  std::atomic<int> outdated{0};
  std::atomic<int> refused{0};
  renew(0);
  {
    const Crowd crowd(2, [&] {
      const int renewed = edition;
      const auto caller = gate.authenticate(headers[asking++ % headers.size()]);
      if (!caller) {
        ++refused;
      } else if (std::stoi(caller->principal()->permissions.at(0)) < renewed) {
        ++outdated;
      }
    });
    const auto until = std::chrono::steady_clock::now() + race_length();
    while (std::chrono::steady_clock::now() < until) {
      int next = edition;
      for (int in_a_row = 0; in_a_row < 20; ++in_a_row) renew(++next);
      edition = next;
      const auto asked = crowd.asked();
      while (crowd.asked() < asked + 3 * static_cast<std::int64_t>(headers.size())) std::this_thread::yield();
    }
  }
  CHECK(edition > 100);
  CHECK(refused == 0);
  CHECK(outdated == 0);
}

}  // namespace
}  // namespace kontor::auth
