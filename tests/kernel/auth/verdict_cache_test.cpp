#include "kernel/auth/gate/verdict_cache.hpp"

#include <catch2/catch.hpp>

namespace kontor::auth {
namespace {

VerdictPtr verdict(const std::string& subject, std::uint64_t edition) {
  return std::make_shared<const Verdict>(
      Verdict{.principal = {.subject = subject}, .issued_at = {}, .good_until = {}, .edition = edition});
}

TEST_CASE("a verdict that is stored late, by who still judged by the old edition, is never found") {
  telemetry::Metrics metrics;
  VerdictCache cache(100, metrics);
  const auto token = crypto::sha256("token");
  cache.store(token, verdict("old", 1));
  CHECK(cache.find(token, 1) != nullptr);
  cache.clear();
  cache.store(token, verdict("late", 1));
  CHECK(cache.find(token, 2) == nullptr);
  cache.store(token, verdict("new", 2));
  REQUIRE(cache.find(token, 2) != nullptr);
  CHECK(cache.find(token, 2)->principal.subject == "new");
}

TEST_CASE("who is asked for is remembered, who is not makes room") {
  telemetry::Metrics metrics;
  VerdictCache cache(16 * 4, metrics);
  const auto popular = crypto::sha256("popular");
  cache.store(popular, verdict("popular", 1));
  for (int i = 0; i < 1000; ++i) {
    cache.store(crypto::sha256(std::to_string(i)), verdict("crowd", 1));
    CHECK(cache.find(popular, 1) != nullptr);
  }
  int remembered = 0;
  for (int i = 0; i < 1000; ++i) remembered += cache.find(crypto::sha256(std::to_string(i)), 1) ? 1 : 0;
  CHECK(remembered == 16 * 4 - 1);
  cache.remove(popular);
  CHECK(cache.find(popular, 1) == nullptr);
}

}  // namespace
}  // namespace kontor::auth
