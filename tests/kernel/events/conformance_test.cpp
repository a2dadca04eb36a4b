// What every transport of events promises, whatever carries them.

#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "kernel/events/log_transport.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::eventually;
using test::Listener;
using test::LogTransport;
using test::Transport;

#define TRANSPORTS LogTransport

namespace {

using Numbers = std::vector<std::int64_t>;

std::map<std::string, Numbers> by_key(const Transport& transport, const std::string& group) {
  std::map<std::string, Numbers> keys;
  for (const auto& effect : transport.effects(group)) keys[effect.key].push_back(effect.number);
  return keys;
}

// Publishes 1 … count to so many keys in turn, and says what each key is to get.
std::map<std::string, Numbers> publish(Transport& transport, std::int64_t first, std::int64_t last, int keys) {
  std::map<std::string, Numbers> expected;
  for (std::int64_t number = first; number <= last; ++number) {
    const auto key = "key" + std::to_string(number % keys);
    transport.publish(key, number);
    expected[key].push_back(number);
  }
  return expected;
}

bool arrives(const Transport& transport, const std::string& group, std::size_t count) {
  return eventually([&] { return transport.effects(group).size() >= count; });
}

// Fails a number so many times.
class Failing {
 public:
  Failing(std::int64_t number, int times) : number_(number), left_(times) {}
  Result<void> operator()(const std::string&, std::int64_t number) const {
    if (number != number_ || left_.fetch_sub(1) <= 0) return {};
    return Error{ErrorKind::rejected, "told_to_fail", "The test said so."};
  }

 private:
  std::int64_t number_;
  mutable std::atomic<int> left_;
};

Listener failing(const std::string& group, std::int64_t number, int times) {
  auto fails = std::make_shared<Failing>(number, times);
  return {.group = group, .then = [fails](const std::string& key, std::int64_t n) { return (*fails)(key, n); }};
}

}  // namespace

TEMPLATE_TEST_CASE("delivered once per group, in the order of the key", "", TRANSPORTS) {
  TestType transport;
  auto instance = transport.open({{.group = "one"}, {.group = "two"}});
  const auto expected = publish(transport, 1, 100, 7);
  for (const auto* group : {"one", "two"}) {
    REQUIRE(arrives(transport, group, 100));
    CHECK(by_key(transport, group) == expected);
  }
}

TEMPLATE_TEST_CASE("delivered again after a failure, and its effect is there once", "", TRANSPORTS) {
  TestType transport;
  auto instance = transport.open({failing("one", 5, 2)});
  const auto expected = publish(transport, 1, 20, 3);
  REQUIRE(arrives(transport, "one", 20));
  CHECK(by_key(transport, "one") == expected);
  CHECK(transport.dead_letters("one") == 0);
}

TEMPLATE_TEST_CASE("goes on after a poisonous event; its key waits", "", TRANSPORTS) {
  TestType transport;
  auto instance = transport.open({failing("one", 5, 1'000'000)});
  auto expected = publish(transport, 1, 30, 3);
  expected["key2"] = {2};  // 5 is poison, and 8, 11, … wait behind it
  REQUIRE(arrives(transport, "one", 21));
  REQUIRE(eventually([&] { return transport.dead_letters("one") == 1; }));
  CHECK(by_key(transport, "one") == expected);
}

TEMPLATE_TEST_CASE("survives a restart", "", TRANSPORTS) {
  TestType transport;
  auto first = transport.open({{.group = "one"}});
  auto expected = publish(transport, 1, 20, 3);
  REQUIRE(arrives(transport, "one", 5));
  first.reset();
  for (const auto& [key, numbers] : publish(transport, 21, 40, 3)) {
    expected[key].insert(expected[key].end(), numbers.begin(), numbers.end());
  }
  auto second = transport.open({{.group = "one"}});
  REQUIRE(arrives(transport, "one", 40));
  CHECK(by_key(transport, "one") == expected);
}

TEMPLATE_TEST_CASE("closed by several at once while it works, it ends, and loses nothing", "", TRANSPORTS) {
  TestType transport;
  auto instance = transport.open({{.group = "one"}});
  const auto expected = publish(transport, 1, 50, 5);
  std::jthread other([&] { instance->close(); });
  instance->close();
  other.join();
  auto next = transport.open({{.group = "one"}});
  REQUIRE(arrives(transport, "one", 50));
  CHECK(by_key(transport, "one") == expected);
}

TEMPLATE_TEST_CASE("duplicates are absorbed where effects are for good", "", TRANSPORTS) {
  TestType transport;
  auto instance = transport.open({{.group = "one"}});
  const auto id = Uuid::generate();
  for (int i = 0; i < 5; ++i) transport.publish("key", 1, id);
  transport.publish("key", 2);
  REQUIRE(eventually([&] { return by_key(transport, "one")["key"].size() >= 2; }));
  CHECK(by_key(transport, "one")["key"] == Numbers{1, 2});
}

TEMPLATE_TEST_CASE("a group that stands still does not slow another", "", TRANSPORTS) {
  TestType transport;
  std::mutex gate;
  std::unique_lock closed(gate);
  const auto wait = [&](const std::string&, std::int64_t) -> Result<void> {
    const std::lock_guard through(gate);
    return {};
  };
  auto instance = transport.open({{.group = "slow", .then = wait}, {.group = "quick"}});
  const auto expected = publish(transport, 1, 40, 8);
  CHECK(arrives(transport, "quick", 40));
  CHECK(transport.effects("slow").empty());
  closed.unlock();
  CHECK(arrives(transport, "slow", 40));
}

TEMPLATE_TEST_CASE("replayed while it runs, a group has every effect once in the end", "", TRANSPORTS) {
  TestType transport;
  auto instance = transport.open({{.group = "view", .rebuildable = true}});
  std::map<std::string, Numbers> expected;
  std::jthread publisher([&] { expected = publish(transport, 1, 100, 5); });
  for (int i = 0; i < 5; ++i) transport.replay(*instance, "view");
  publisher.join();
  transport.replay(*instance, "view");
  REQUIRE(arrives(transport, "view", 100));
  CHECK(by_key(transport, "view") == expected);
}

TEMPLATE_TEST_CASE("more instances share the partitions, fewer take them over, and nothing is lost", "", TRANSPORTS) {
  TestType transport;
  std::mutex mutex;
  std::set<int> workers;
  const auto counted = [&](int instance) {
    return Listener{.group = "one", .then = [&, instance](const std::string&, std::int64_t) -> Result<void> {
                      const std::lock_guard lock(mutex);
                      workers.insert(instance);
                      return {};
                    }};
  };
  std::vector<std::unique_ptr<Transport::Instance>> instances;
  instances.push_back(transport.open({counted(0)}));
  std::map<std::string, Numbers> expected;
  std::jthread publisher([&] { expected = publish(transport, 1, 300, 11); });
  for (int i = 1; i <= 2; ++i) instances.push_back(transport.open({counted(i)}));
  REQUIRE(arrives(transport, "one", 150));
  instances.erase(instances.begin());
  publisher.join();
  REQUIRE(arrives(transport, "one", 300));
  CHECK(by_key(transport, "one") == expected);
  CHECK(workers.size() > 1);
}
