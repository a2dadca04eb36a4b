#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "kernel/core/random.hpp"
#include "kernel/events/shop_floor.hpp"

using namespace kontor;

TEST_CASE("two instances are killed at random and begun again: nothing is lost, doubled or out of order") {
  const test::ShopFloor floor;
  const auto length = std::chrono::seconds(std::getenv("KONTOR_TEST_FULL") != nullptr ? 180 : 8);
  const auto end = std::chrono::steady_clock::now() + length;
  auto publishing = floor.begin("publish");
  auto helping = floor.begin("help");
  int kills = 0;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random_u64() % 400));  // the moment is the chance
    const bool publisher = random_u64() % 2 == 0;
    auto& victim = publisher ? publishing : helping;
    victim->signal(SIGKILL);
    CHECK(victim->was_killed());
    const auto* way = random_u64() % 2 == 0 ? "publish" : "publish-by-log";
    victim = floor.begin(publisher ? way : "help");
    ++kills;
  }
  for (const auto& last : {publishing.get(), helping.get()}) {
    last->signal(SIGKILL);
    CHECK(last->was_killed());
  }
  INFO(kills << " kills, " << floor.database().run_sql("select count(*) from shelf.note") << " notes");
  CHECK(floor.settle() == "");
}
