#include "kernel/events/dispatch/ready_queue.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <future>
#include <set>

using namespace kontor;
using events::Appended;
using events::ReadyQueue;
using events::Seat;
using Rest = ReadyQueue::Rest;
using namespace std::chrono_literals;

namespace {

// Groups 0 … n-1 with so many partitions of topic 1 each.
std::vector<Seat> seats(std::size_t groups, int partitions) {
  std::vector<Seat> all;
  for (std::size_t group = 0; group < groups; ++group) {
    for (int number = 0; number < partitions; ++number) {
      all.push_back({.group = group, .delivery = {static_cast<int>(group) + 1, {1, number}, "topic"}});
    }
  }
  return all;
}

// Takes what is ready and has nothing to do, so that only what a test wakes is ready.
void settle(ReadyQueue& queue, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) queue.done(*queue.next(), {});
}

bool gives_within(ReadyQueue& queue, std::chrono::milliseconds limit) {
  auto next = std::async(std::launch::async, [&] { return queue.next(); });
  const bool given = next.wait_for(limit) == std::future_status::ready;
  if (!given) queue.close();
  return next.get() != nullptr && given;
}

constexpr std::array<Appended, 1> kFirst{{{{1, 0}}}};

}  // namespace

TEST_CASE("groups take turns") {
  ReadyQueue queue(4);
  queue.open(seats(3, 4));
  std::vector<std::size_t> groups;
  for (int i = 0; i < 12; ++i) {
    auto* seat = queue.next();
    groups.push_back(seat->group);
    queue.done(*seat, {});
  }
  CHECK(groups == std::vector<std::size_t>{1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0});
}

TEST_CASE("what wakes a group that gathers is ready together, after the pause") {
  ReadyQueue queue(4);
  queue.gather(0, 100ms);
  queue.open(seats(1, 3));
  settle(queue, 3);
  const auto begun = std::chrono::steady_clock::now();
  queue.wake(1, {1, 0});
  queue.wake(1, {1, 2});
  auto all = queue.next_few(8);
  CHECK(std::chrono::steady_clock::now() - begun >= 100ms);
  REQUIRE(all.size() == 2);
  queue.wake(1, {1, 0});  // while it is worked on
  for (auto* seat : all) queue.done(*seat, {});
  CHECK(queue.next_few(8).size() == 1);
}

TEST_CASE("the last free worker is kept for a group that has none") {
  ReadyQueue queue(3);
  queue.open(seats(2, 8));
  std::vector<Seat*> taken;
  for (int i = 0; i < 3; ++i) taken.push_back(queue.next());
  CHECK(std::set{taken[0]->group, taken[1]->group, taken[2]->group}.size() == 2);

  ReadyQueue crowded(3);
  crowded.open(seats(2, 8));
  for (int i = 0; i < 16; ++i) {
    auto* seat = crowded.next();
    crowded.done(*seat, {});
  }
  for (int number = 0; number < 8; ++number) crowded.wake(1, {1, number});
  REQUIRE(crowded.next()->group == 0);
  REQUIRE(crowded.next()->group == 0);
  auto last = std::async(std::launch::async, [&] { return crowded.next(); });
  CHECK(last.wait_for(30ms) == std::future_status::timeout);
  crowded.wake(2, {1, 0});
  CHECK(last.get()->group == 1);
}

TEST_CASE("where every group has a worker, none is kept back") {
  ReadyQueue queue(3);
  queue.open(seats(1, 8));
  for (int i = 0; i < 3; ++i) CHECK(queue.next() != nullptr);
}

TEST_CASE("a partition is at one worker only, and what woke it meanwhile is not forgotten") {
  ReadyQueue queue(4);
  queue.open(seats(1, 1));
  auto* seat = queue.next();
  queue.wake(kFirst);
  queue.wake(kFirst);
  queue.done(*seat, {});
  CHECK(queue.next() == seat);
  queue.done(*seat, {});
  CHECK_FALSE(gives_within(queue, 30ms));
}

TEST_CASE("a wake-up reaches all groups of the partition, and nobody for another's") {
  ReadyQueue queue(4);
  queue.open(seats(2, 2));
  settle(queue, 4);
  queue.wake(kFirst);
  queue.wake(std::array<Appended, 1>{{{{9, 0}}}});
  CHECK(queue.next()->group != queue.next()->group);
  CHECK_FALSE(gives_within(queue, 30ms));
}

TEST_CASE("what a group does not handle does not wake it; what nobody knows the type of wakes all") {
  ReadyQueue queue(4,
                   [](std::size_t group, const Appended& appended) { return group == 1 && appended.type == "news"; });
  queue.open(seats(2, 1));
  settle(queue, 2);
  queue.wake(std::array<Appended, 2>{{{{1, 0}, "gossip"}, {{1, 0}, "news"}}});
  auto* only = queue.next();
  CHECK(only->group == 1);
  queue.done(*only, {});
  queue.wake(kFirst);
  CHECK(queue.next()->group != queue.next()->group);
  CHECK_FALSE(gives_within(queue, 30ms));
}

TEST_CASE("a worker may take several that are ready, of one group, and is still one worker") {
  ReadyQueue queue(2);
  queue.open(seats(2, 3));
  const auto first = queue.next_few(2);
  REQUIRE(first.size() == 2);
  CHECK(first[0]->group == first[1]->group);
  const auto second = queue.next_few(8);
  CHECK(second.size() == 3);
  CHECK(second[0]->group != first[0]->group);
  queue.wake(1, first[1]->delivery.partition);
  queue.wake(2, first[1]->delivery.partition);
  for (auto* seat : first) queue.done(*seat, {});
  for (auto* seat : second) queue.done(*seat, {});
  CHECK(queue.next_few(8).size() + queue.next_few(8).size() == 3);  // one was never taken, two were woken meanwhile
}

TEST_CASE("one that is deaf sleeps until its moment, whoever wakes it") {
  ReadyQueue queue(4);
  queue.open(seats(1, 1));
  const auto begin = std::chrono::steady_clock::now();
  queue.done(*queue.next(), {Rest::Kind::deaf, begin + 60ms});
  queue.wake(kFirst);
  REQUIRE(queue.next() != nullptr);
  CHECK(std::chrono::steady_clock::now() >= begin + 60ms);
}

TEST_CASE("while the queue is held nobody works, afterwards all do") {
  ReadyQueue queue(4);
  queue.open(seats(1, 2));
  const auto begin = std::chrono::steady_clock::now();
  queue.done(*queue.next(), {Rest::Kind::hold, begin + 60ms});
  REQUIRE(queue.next() != nullptr);
  CHECK(std::chrono::steady_clock::now() >= begin + 60ms);
  CHECK(queue.next() != nullptr);
}

TEST_CASE("a closed queue gives nothing, and lets go who waits") {
  ReadyQueue queue(2);
  auto waiting = std::async(std::launch::async, [&] { return queue.next(); });
  queue.close();
  CHECK(waiting.get() == nullptr);
  CHECK(queue.next() == nullptr);
}
