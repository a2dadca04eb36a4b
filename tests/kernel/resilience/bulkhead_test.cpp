#include "kernel/resilience/bulkhead.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

namespace kontor::resilience {
namespace {

TEST_CASE("a bulkhead lets in as many as it has room for, and the next when one leaves") {
  Bulkhead bulkhead(2);
  auto first = bulkhead.try_enter();
  REQUIRE(first);
  {
    const auto second = bulkhead.try_enter();
    REQUIRE(second);
    CHECK_FALSE(bulkhead.try_enter());
    CHECK(bulkhead.in_use() == 2);
  }
  const auto third = bulkhead.try_enter();
  CHECK(third);
  const auto moved = std::move(*first);
  CHECK_FALSE(bulkhead.try_enter());
}

TEST_CASE("many threads never are more inside than there is room") {
  Bulkhead bulkhead(3);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> entered{0};
  const auto visit = [&] {
    for (int i = 0; i < 20000; ++i) {
      const auto permit = bulkhead.try_enter();
      if (!permit) continue;
      ++entered;
      const int now = ++inside;
      for (int seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      --inside;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) threads.emplace_back(visit);
  for (auto& thread : threads) thread.join();
  CHECK(entered > 0);
  CHECK(most <= 3);
  CHECK(bulkhead.in_use() == 0);
}

}  // namespace
}  // namespace kontor::resilience
