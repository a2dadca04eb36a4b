#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <deque>
#include <random>
#include <thread>

#include "inventory/inventory_house.hpp"
#include "support/eventually.hpp"

namespace kontor::inventory::test {
namespace {

using Level = House::Level;

bool full() {
  return std::getenv("KONTOR_TEST_FULL") != nullptr;
}

// So many threads at once; what one of them throws or fails is counted.
int failures_of(int threads, const std::function<bool(int)>& work) {
  std::atomic<int> failures = 0;
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      try {
        if (!work(i)) ++failures;
      } catch (const std::exception&) {
        ++failures;
      }
    });
  }
  for (auto& thread : running) thread.join();
  return failures;
}

TEST_CASE_METHOD(House, "the last unit goes to exactly one of a thousand buyers") {
  const auto tea = variant(1);
  std::vector<std::vector<events::Event>> batches;
  for (int i = 0; i < 100; ++i) {
    std::vector<events::Event> batch;
    for (int n = 0; n < 10; ++n) batch.push_back(event_of(ReserveStock{Uuid::generate(), {{tea, 1}}, 0}));
    batches.push_back(std::move(batch));
  }
  std::atomic<std::size_t> next = 0;
  const int failures = failures_of(8, [&](int) {
    for (auto i = next++; i < batches.size(); i = next++) {
      if (!obey(batches[i])) return false;
    }
    return true;
  });
  CHECK(failures == 0);
  CHECK(count("stock_reserved") == 1);
  CHECK(count("reservation_failed") == 999);
  CHECK(level(tea, first) == Level{1, 1});
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "orders with the same lines in opposite order neither deadlock nor oversell") {
  std::vector<VariantId> variants;
  for (int i = 0; i < 6; ++i) variants.push_back(variant(150, 50));
  const int rounds = full() ? 200 : 20;
  const int failures = failures_of(8, [&](int thread) {
    for (int round = 0; round < rounds; ++round) {
      std::vector<events::Event> batch;
      for (int n = 0; n < 5; ++n) {
        std::vector<StockLine> lines;
        for (const auto& one : variants) lines.push_back({one, 1});
        if ((thread + n) % 2 == 1) std::ranges::reverse(lines);
        batch.push_back(event_of(ReserveStock{Uuid::generate(), lines, 0}));
      }
      if (!obey(batch)) return false;
    }
    return true;
  });
  CHECK(failures == 0);
  CHECK(count("stock_reserved") == 200);
  CHECK(count("stock_reserved") + count("reservation_failed") == 8 * rounds * 5);
  for (const auto& one : variants) CHECK(available(one) == 0);
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "expired, extended and released at the same moment, a reservation ends at most once") {
  const auto tea = variant(1000);
  const int reservations = full() ? 300 : 60;
  std::vector<Uuid> references;
  std::vector<events::Event> batch;
  for (int i = 0; i < reservations; ++i) {
    references.push_back(Uuid::generate());
    batch.push_back(event_of(ReserveStock{references.back(), {{tea, 1}}, 30}));
  }
  REQUIRE(obey(batch));
  pass_time(std::chrono::seconds(31));
  const auto until = clock.now() + std::chrono::hours(2);
  const int failures = failures_of(4, [&](int thread) {
    if (thread == 0) return expire().ok();
    for (const auto& reference : references) {
      const auto command = thread == 1   ? event_of(ExtendReservation{reference, until})
                           : thread == 2 ? event_of(ReleaseStock{reference, "cancelled"})
                                         : event_of(CommitStock{reference, reference, {}});
      if (!obey({command})) return false;
    }
    return true;
  });
  CHECK(failures == 0);
  REQUIRE(expire());
  CHECK(run_sql("select count(*) from inventory.reservation where state = 'held'") == "0");
  CHECK(troubles() == "");
  // Each unit was freed or left the house, once.
  const auto now = level(tea, first);
  CHECK(now.reserved == 0);
  CHECK(std::to_string(1000 - now.on_hand) ==
        run_sql("select count(*) from inventory.reservation where state = 'committed'"));
}

TEST_CASE_METHOD(House, "adjusting, moving and counting while orders come in keeps everything in balance") {
  const auto tea = variant(60, 60);
  const int rounds = full() ? 200 : 25;
  const int failures = failures_of(5, [&](int thread) {
    for (int round = 0; round < rounds; ++round) {
      if (thread < 2) {
        const auto reference = Uuid::generate();
        if (!tell(ReserveStock{reference, {{tea, 3}}, 0})) return false;
        if (round % 2 == 0 && !tell(ReleaseStock{reference, "x"})) return false;
        if (round % 2 == 1 && !tell(CommitStock{reference, Uuid::generate(), {{tea, 1}}})) return false;
        continue;
      }
      const Json body = thread == 2
                            ? Json{{"variant_id", tea.str()}, {"delta", round % 2 == 0 ? 2 : -3}, {"reason", "x"}}
                        : thread == 3 ? Json{{"variant_id", tea.str()},
                                             {"from_warehouse_id", (round % 2 == 0 ? first : second).str()},
                                             {"to_warehouse_id", (round % 2 == 0 ? second : first).str()},
                                             {"quantity", 5}}
                                      : Json{{"warehouse_id", second.str()},
                                             {"reason", "x"},
                                             {"counts", {{{"variant_id", tea.str()}, {"counted", 50}, {"seen", 60}}}}};
      const auto answer = send("POST", thread == 2 ? "/adjustments" : thread == 3 ? "/transfers" : "/stocktakes", body);
      if (answer.status() != 201 && answer.status() != 409 && answer.status() != 412) return false;
    }
    return true;
  });
  CHECK(failures == 0);
  CHECK(troubles() == "");
}

// What some shops do to each other's stock, chosen by chance; whatever it was, nothing is out of balance.
class Chance {
 public:
  Chance(House& house, unsigned seed) : house_(house), random_(seed) {
    for (int i = 0; i < 4; ++i) variants_.push_back(house.variant(below(20) + 1, below(20)));
    for (int i = 0; i < 12; ++i) references_.push_back(Uuid::generate());
  }

  std::vector<events::Event> batch() {
    std::vector<events::Event> events;
    const auto length = below(6) + 1;
    for (int i = 0; i < length; ++i) events.push_back(command());
    // What came before comes again, and not always in its order.
    if (!sent_.empty()) events.push_back(sent_[static_cast<std::size_t>(below(static_cast<int>(sent_.size())))]);
    std::ranges::shuffle(events, random_);
    sent_.insert(sent_.end(), events.begin(), events.end());
    return events;
  }

  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  const VariantId& a_variant() { return variants_[static_cast<std::size_t>(below(4))]; }

 private:
  std::vector<StockLine> lines() {
    std::vector<StockLine> lines;
    const auto many = below(3) + 1;
    for (int i = 0; i < many; ++i) lines.push_back({a_variant(), below(6) + 1});
    return lines;
  }

  events::Event command() {
    auto& reference = references_[static_cast<std::size_t>(below(12))];
    switch (below(8)) {
      case 0:
        return event_of(ExtendReservation{reference, house_.clock.now() + std::chrono::seconds(below(100))});
      case 1:
        return event_of(ReleaseStock{reference, "chance"});
      case 2:
        return event_of(CommitStock{reference, Uuid::generate(), below(2) == 0 ? lines() : std::vector<StockLine>()});
      case 3:
        return event_of(RestockReturn{reference, Uuid::generate(), lines()});
      case 4:
        reference = Uuid::generate();
        [[fallthrough]];
      default:
        return event_of(ReserveStock{reference, lines(), below(50) + 1});
    }
  }

  House& house_;
  std::mt19937 random_;
  std::vector<VariantId> variants_;
  std::vector<Uuid> references_;
  std::vector<events::Event> sent_;
};

TEST_CASE_METHOD(House, "whatever commands come, in whatever order and however often, everything adds up") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Chance chance(*this, seed);
  run_sql(
      "update inventory.item set policy = 'backorder', policy_limit = 5 where variant_id in"
      " (select variant_id from inventory.stock group by variant_id having count(*) = 2);"
      "update inventory.stock set backorder_limit = 5 where warehouse_id = '" +
      first.uuid().str() + "' and variant_id in (select variant_id from inventory.item where policy = 'backorder')");
  const int rounds = full() ? 1500 : 60;
  for (int round = 0; round < rounds; ++round) {
    const auto done = obey(chance.batch());
    INFO((done ? std::string() : done.error().detail));
    REQUIRE(done);
    if (round % 10 == 3) {
      send("POST", "/adjustments",
           {{"variant_id", chance.a_variant().str()}, {"delta", chance.below(2) == 0 ? 4 : -3}, {"reason", "x"}});
    }
    if (round % 15 == 7) {
      pass_time(std::chrono::seconds(20));
      REQUIRE(expire());
    }
    if (round % 20 == 0) REQUIRE(troubles() == "");
  }
  CHECK(troubles() == "");
}

TEST_CASE_METHOD(House, "one hot variant, asked for through the log by many at once, is sold exactly to the end") {
  const auto tea = variant(120, 30);
  const auto served = dispatcher();
  const int orders = 400;
  const int failures = failures_of(4, [&](int) {
    for (int i = 0; i < orders / 4; ++i) {
      if (!publish(ReserveStock{Uuid::generate(), {{tea, 1}}, 0})) return false;
    }
    return true;
  });
  CHECK(failures == 0);
  CHECK(kontor::test::eventually([&] { return count("stock_reserved") + count("reservation_failed") == orders; },
                                 std::chrono::seconds(60)));
  served->stop();
  CHECK(count("stock_reserved") == 150);
  CHECK(available(tea) == 0);
  CHECK(troubles() == "");
}

}  // namespace
}  // namespace kontor::inventory::test
