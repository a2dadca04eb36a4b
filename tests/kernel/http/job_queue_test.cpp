#include "kernel/http/edge/job_queue.hpp"

#include <catch2/catch.hpp>
#include <deque>

namespace kontor::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Order : JobQueue::Job {
  explicit Order(char order_name) : name(order_name) {}
  void run() override {}
  char name;
};

struct QueueFixture {
  JobQueue queue{64, seconds(2)};
  JobQueue::TimePoint now{seconds(1)};
  std::deque<Order> orders;

  void push(char name, Priority priority) { queue.push(orders.emplace_back(name), priority, now); }
  char pop(Priority least = Priority::analytics) { return static_cast<Order&>(*queue.pop(now, least).job).name; }
  int room_for(Priority priority) {
    int count = 0;
    for (; queue.has_room_for(priority, 0); ++count) push('x', priority);
    queue.clear();
    return count;
  }
};

TEST_CASE_METHOD(QueueFixture, "the higher priority is served first, the longer waiting first among equals") {
  push('a', Priority::catalog);
  push('b', Priority::analytics);
  push('c', Priority::checkout);
  push('d', Priority::catalog);
  push('e', Priority::operations);
  push('f', Priority::carts);
  push('g', Priority::checkout);
  std::string served;
  while (!queue.empty()) served += pop();
  CHECK(served == "ecgfadb");
}

TEST_CASE_METHOD(QueueFixture, "who has waited beyond all patience is next, whatever the priority") {
  push('a', Priority::analytics);
  now += milliseconds(10);
  push('b', Priority::catalog);
  now += milliseconds(1989);
  push('c', Priority::checkout);
  push('d', Priority::checkout);
  CHECK(pop() == 'c');
  now += milliseconds(1);
  CHECK(pop() == 'a');
  CHECK(pop() == 'd');
  const auto last = queue.pop(now, Priority::analytics);
  CHECK(last.priority == Priority::catalog);
  CHECK(last.waited == milliseconds(1990));
}

TEST_CASE_METHOD(QueueFixture, "who may not be taken now stays, beyond all patience too, and keeps its turn") {
  push('a', Priority::catalog);
  now += seconds(3);
  push('b', Priority::checkout);
  push('c', Priority::operations);
  push('d', Priority::carts);
  CHECK(pop(Priority::checkout) == 'c');
  CHECK(pop(Priority::checkout) == 'b');
  CHECK(queue.waiting_before(Priority::checkout) == 0);
  CHECK(queue.size() == 2);
  CHECK(pop() == 'a');
  CHECK(pop() == 'd');
}

TEST_CASE_METHOD(QueueFixture, "each higher priority has places that the lower ones cannot take") {
  CHECK(room_for(Priority::analytics) == 40);
  CHECK(room_for(Priority::catalog) == 48);
  CHECK(room_for(Priority::carts) == 56);
  CHECK(room_for(Priority::checkout) == 64);
  CHECK(room_for(Priority::operations) == 64);
}

TEST_CASE_METHOD(QueueFixture, "a queue so full for one has room for another, and for who is served at once") {
  while (queue.has_room_for(Priority::catalog, 0)) push('x', Priority::catalog);
  CHECK_FALSE(queue.has_room_for(Priority::analytics, 0));
  CHECK(queue.has_room_for(Priority::catalog, 1));
  CHECK(queue.has_room_for(Priority::carts, 0));
  JobQueue small(1, seconds(2));
  CHECK(small.has_room_for(Priority::analytics, 0));
}

TEST_CASE_METHOD(QueueFixture, "a newcomer waits for those who are served before it") {
  push('a', Priority::catalog);
  now += milliseconds(30);
  push('b', Priority::checkout);
  now += milliseconds(20);
  CHECK(queue.waiting_before(Priority::analytics) == 2);
  CHECK(queue.oldest_before(Priority::analytics, now) == milliseconds(50));
  CHECK(queue.waiting_before(Priority::carts) == 1);
  CHECK(queue.oldest_before(Priority::carts, now) == milliseconds(20));
  CHECK(queue.waiting_before(Priority::operations) == 0);
  CHECK(queue.oldest_before(Priority::operations, now) == milliseconds(0));
}

}  // namespace
}  // namespace kontor::http
