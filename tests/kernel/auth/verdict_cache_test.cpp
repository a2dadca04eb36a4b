#include "kernel/auth/gate/verdict_cache.hpp"

#include <catch2/catch.hpp>

namespace kontor::auth {
namespace {

const Timestamp kNow{std::chrono::hours(24)};

VerdictPtr verdict(const std::string& subject, std::uint64_t edition, Timestamp good_until = kNow) {
  return std::make_shared<const Verdict>(
      Verdict{.principal = {.subject = subject}, .issued_at = {}, .good_until = good_until, .edition = edition});
}

TEST_CASE("a verdict that is stored late, by who still judged by the old edition, is never found") {
  telemetry::Metrics metrics;
  VerdictCache cache(100, metrics);
  const auto token = crypto::sha256("token");
  cache.store(token, verdict("old", 1), kNow);
  CHECK(cache.find(token, 1) != nullptr);
  cache.clear();
  cache.store(token, verdict("late", 1), kNow);
  CHECK(cache.find(token, 2) == nullptr);
  cache.store(token, verdict("new", 2), kNow);
  REQUIRE(cache.find(token, 2) != nullptr);
  CHECK(cache.find(token, 2)->principal.subject == "new");
}

TEST_CASE("who is asked for is remembered, who is not makes room") {
  telemetry::Metrics metrics;
  VerdictCache cache(16 * 4, metrics);
  const auto popular = crypto::sha256("popular");
  cache.store(popular, verdict("popular", 1), kNow);
  for (int i = 0; i < 1000; ++i) {
    cache.store(crypto::sha256(std::to_string(i)), verdict("crowd", 1), kNow);
    CHECK(cache.find(popular, 1) != nullptr);
  }
  int remembered = 0;
  for (int i = 0; i < 1000; ++i) remembered += cache.find(crypto::sha256(std::to_string(i)), 1) ? 1 : 0;
  CHECK(remembered == 16 * 4 - 1);
  cache.remove(popular);
  CHECK(cache.find(popular, 1) == nullptr);
}

TEST_CASE("verdicts on tokens that are over go as others come, whatever room there is") {
  telemetry::Metrics metrics;
  VerdictCache cache(100'000, metrics);
  const auto later = kNow + std::chrono::minutes(15);
  const auto store = [&](const std::string& name, Timestamp now) {
    cache.store(crypto::sha256(name), verdict(name, 1, now + std::chrono::minutes(10)), now);
  };
  for (int i = 0; i < 1000; ++i) store("early " + std::to_string(i), kNow);
  for (int i = 0; i < 1000; ++i) store("late " + std::to_string(i), later);
  int early = 0;
  int late = 0;
  for (int i = 0; i < 1000; ++i) {
    early += cache.find(crypto::sha256("early " + std::to_string(i)), 1) ? 1 : 0;
    late += cache.find(crypto::sha256("late " + std::to_string(i)), 1) ? 1 : 0;
  }
  CHECK(early < 50);
  CHECK(late == 1000);
}

}  // namespace
}  // namespace kontor::auth
