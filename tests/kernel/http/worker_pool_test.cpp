#include "kernel/http/edge/worker_pool.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "kernel/core/giving_way.hpp"
#include "support/eventually.hpp"

namespace kontor::http {
namespace {

using kontor::test::eventually;

constexpr int kHourMs = 3600 * 1000;

// What a pool is given to do: runs until it is let go.
class Work {
 public:
  struct Piece : WorkerPool::Job {
    Piece(Work& of, Priority its_priority) : work(of), priority(its_priority) {}
    void run() override { work.run(*this); }
    Work& work;
    Priority priority;
    bool let_go = false;
    std::atomic<bool> gave_way{false};
    std::atomic<bool> began{false};
    std::atomic<bool> done{false};
  };

  Piece& piece(Priority priority) { return pieces_.emplace_back(*this, priority); }
  const std::deque<Piece>& pieces() const { return pieces_; }

  void let_go(Piece& piece) {
    const std::lock_guard lock(mutex_);
    piece.let_go = true;
    wake_.notify_all();
  }
  // Those that come later, too.
  void let_all_go() {
    const std::lock_guard lock(mutex_);
    nobody_waits_ = true;
    wake_.notify_all();
  }

  int running_below_checkout() const { return below_; }
  int most_below_checkout() const { return most_below_; }

 private:
  void run(Piece& piece) {
    const bool below = piece.priority < Priority::checkout;
    std::unique_lock lock(mutex_);
    if (below) most_below_ = std::max(most_below_.load(), ++below_);
    piece.gave_way = GivingWay::here();
    piece.began = true;
    wake_.wait(lock, [&] { return nobody_waits_ || piece.let_go; });
    if (below) --below_;
    piece.done = true;
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool nobody_waits_ = false;
  std::atomic<int> below_{0};
  std::atomic<int> most_below_{0};
  std::deque<Piece> pieces_;
};

HttpSettings of_size(int workers, int for_all) {
  HttpSettings settings;
  settings.workers = workers;
  settings.workers_for_all = for_all;
  settings.shed_target_ms = 0;
  settings.queue_patience_ms = kHourMs;
  return settings;
}

struct Pool {
  explicit Pool(const HttpSettings& settings) : pool(Lane::standard, settings, metrics) {}
  ~Pool() {
    work.let_all_go();
    pool.stop();
  }

  Work::Piece& give(Priority priority) {
    auto& piece = work.piece(priority);
    REQUIRE(pool.submit(piece, priority).accepted());
    return piece;
  }
  int begun() const {
    return static_cast<int>(std::ranges::count_if(work.pieces(), [](const auto& piece) { return piece.began.load(); }));
  }
  int done() const {
    return static_cast<int>(std::ranges::count_if(work.pieces(), [](const auto& piece) { return piece.done.load(); }));
  }
  std::int64_t gauge(const char* name, const char* help) {
    return metrics.gauge(name, help, {{"lane", "standard"}}).value();
  }

  telemetry::Metrics metrics;
  Work work;
  WorkerPool pool;
};

TEST_CASE("what is less important than a checkout gives way wherever something is short") {
  Pool shop(of_size(1, 1));
  shop.work.let_all_go();
  auto& page = shop.give(Priority::catalog);
  auto& order = shop.give(Priority::checkout);
  auto& cart = shop.give(Priority::carts);
  REQUIRE(eventually([&] { return shop.done() == 3; }));
  CHECK(page.gave_way);
  CHECK_FALSE(order.gave_way);
  CHECK(cart.gave_way);
}

TEST_CASE("however many carts and pages there are, an order finds a worker at once") {
  Pool shop(of_size(6, 2));
  for (int i = 0; i < 20; ++i) shop.give(i % 2 == 0 ? Priority::carts : Priority::catalog);
  REQUIRE(eventually([&] { return shop.begun() == 2; }));
  for (int i = 0; i < 3; ++i) {
    const auto& order = shop.give(Priority::checkout);
    REQUIRE(eventually([&] { return order.began.load(); }));
  }
  const auto& probe = shop.give(Priority::operations);
  REQUIRE(eventually([&] { return probe.began.load(); }));
  CHECK(shop.work.running_below_checkout() == 2);
  CHECK(shop.gauge("kontor_http_workers_busy", "Workers that run a request, by lane.") == 6);
  CHECK(shop.gauge("kontor_http_worker_queue", "Requests that wait for a worker, by lane.") == 18);
}

TEST_CASE("when a cart is done the next one begins, whoever else is busy") {
  Pool shop(of_size(3, 1));
  auto& first = shop.give(Priority::carts);
  REQUIRE(eventually([&] { return first.began.load(); }));
  auto& second = shop.give(Priority::carts);
  shop.give(Priority::checkout);
  shop.give(Priority::checkout);
  REQUIRE(eventually([&] { return shop.begun() == 3; }));
  CHECK_FALSE(second.began);
  shop.work.let_go(first);
  CHECK(eventually([&] { return second.began.load(); }));
}

TEST_CASE("an order that waits goes before the cart that was there first, which is served by the next who is free") {
  Pool shop(of_size(2, 1));
  auto& cart = shop.give(Priority::carts);
  auto& order = shop.give(Priority::checkout);
  REQUIRE(eventually([&] { return shop.begun() == 2; }));
  auto& next_cart = shop.give(Priority::carts);
  auto& next_order = shop.give(Priority::checkout);
  shop.work.let_go(cart);
  REQUIRE(eventually([&] { return next_order.began.load(); }));
  CHECK_FALSE(next_cart.began);
  shop.work.let_go(order);
  CHECK(eventually([&] { return next_cart.began.load(); }));
}

TEST_CASE("orders under way leave fewer workers to carts, but one") {
  Pool shop(of_size(6, 3));
  auto& order = shop.give(Priority::checkout);
  for (int i = 0; i < 2; ++i) shop.give(Priority::checkout);
  for (int i = 0; i < 4; ++i) shop.give(Priority::carts);
  REQUIRE(eventually([&] { return shop.begun() == 4; }));
  const auto& next_order = shop.give(Priority::checkout);
  REQUIRE(eventually([&] { return next_order.began.load(); }));
  CHECK(shop.work.running_below_checkout() == 1);
  shop.work.let_go(order);
  REQUIRE(eventually([&] { return order.done.load(); }));
  CHECK(shop.work.running_below_checkout() == 1);
  shop.work.let_all_go();
  CHECK(eventually([&] { return shop.done() == 8; }));
  CHECK(shop.work.most_below_checkout() <= 3);
}

TEST_CASE("beyond all patience no more of them run than ever, and orders still find their workers") {
  auto settings = of_size(4, 1);
  settings.queue_patience_ms = 0;
  Pool shop(settings);
  for (int i = 0; i < 10; ++i) shop.give(Priority::analytics);
  REQUIRE(eventually([&] { return shop.begun() == 1; }));
  for (int i = 0; i < 3; ++i) shop.give(Priority::checkout);
  CHECK(eventually([&] { return shop.begun() == 4; }));
  CHECK(shop.work.running_below_checkout() == 1);
}

TEST_CASE("a pool of one serves everybody, and one that keeps nobody lets carts have all") {
  Pool one(of_size(1, 0));
  one.work.let_all_go();
  for (int i = 0; i < 30; ++i) one.give(static_cast<Priority>(i % static_cast<int>(kPriorities)));
  CHECK(eventually([&] { return one.done() == 30; }));

  Pool all(of_size(3, 4000));
  for (int i = 0; i < 4; ++i) all.give(Priority::carts);
  CHECK(eventually([&] { return all.work.running_below_checkout() == 3; }));
}

TEST_CASE("unless it is said how many, four workers for each processor are for all") {
  const int workers = 4 * static_cast<int>(std::thread::hardware_concurrency()) + 2;
  Pool shop(of_size(workers, 0));
  for (int i = 0; i < workers; ++i) shop.give(Priority::carts);
  REQUIRE(eventually([&] { return shop.work.running_below_checkout() == workers - 2; }));
  for (int i = 0; i < 2; ++i) shop.give(Priority::checkout);
  CHECK(eventually([&] { return shop.begun() == workers; }));
}

TEST_CASE("from many threads at once all is done, and never more below checkout than may be") {
  constexpr int kThreads = 4;
  constexpr int kEach = 2000;
  auto settings = of_size(6, 2);
  settings.worker_queue = 1 << 20;
  Pool shop(settings);
  shop.work.let_all_go();
  std::array<std::deque<Work::Piece>, kThreads> pieces;
  std::vector<std::thread> threads;
  for (auto& own : pieces) {
    threads.emplace_back([&shop, &own] {
      for (int i = 0; i < kEach; ++i) {
        const auto priority = static_cast<Priority>(i % static_cast<int>(kPriorities));
        shop.pool.submit(own.emplace_back(shop.work, priority), priority);
        if (i % 7 == 0) std::this_thread::yield();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto is_done = [](const Work::Piece& piece) { return piece.done.load(); };
  CHECK(eventually(
      [&] { return std::ranges::all_of(pieces, [&](const auto& own) { return std::ranges::all_of(own, is_done); }); }));
  CHECK(shop.work.most_below_checkout() <= 2);
  shop.pool.stop();
}

TEST_CASE(
    "who is refused for room is refused by its own kind: carts first, an order only when workers are short, too") {
  auto settings = of_size(4, 1);
  settings.worker_queue = 16;
  Pool shop(settings);
  shop.give(Priority::carts);
  REQUIRE(eventually([&] { return shop.begun() == 1; }));
  for (int i = 0; i < 14; ++i) shop.give(Priority::carts);
  CHECK_FALSE(shop.pool.submit(shop.work.piece(Priority::carts), Priority::carts).accepted());
  for (int i = 0; i < 3; ++i) shop.give(Priority::checkout);
  REQUIRE(eventually([&] { return shop.begun() == 4; }));
  for (int i = 0; i < 2; ++i) shop.give(Priority::checkout);
  CHECK_FALSE(shop.pool.submit(shop.work.piece(Priority::checkout), Priority::checkout).accepted());
}

}  // namespace
}  // namespace kontor::http
