#include "kernel/events/neighbours.hpp"

#include <catch2/catch.hpp>
#include <mutex>

#include "kernel/events/event_house.hpp"
#include "kernel/events/neighbours/message.hpp"
#include "kernel/events/neighbours/pending.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::test;
using namespace std::chrono_literals;
using events::NeighbourMessage;
using events::Partition;

namespace {

// An instance of the program on the house's database.
class Instance {
 public:
  explicit Instance(const EventHouse& house, events::EventSettings settings = {.poll_ms = 200})
      : pool(house.settings, house.logger, metrics),
        shelf(pool, "shelf"),
        log(db::Database(pool, "bus"), {kNotes, kErrands}, settings, house.clock, metrics),
        neighbours(log, house.settings, settings, house.logger, metrics) {
    log.on_appended([this](std::span<const events::Appended> appended) {
      const std::lock_guard lock(mutex);
      for (const auto& one : appended) last_heard[one.partition] = std::chrono::steady_clock::now();
    });
    neighbours.start();
  }
  ~Instance() { neighbours.stop(); }

  void write(std::string_view key) {
    REQUIRE(shelf.transact([&](db::Tx& tx) -> Result<void> {
      log.publish(tx, key, NoteWritten{1, ""});
      return {};
    }));
  }
  bool heard_since(std::string_view key, std::chrono::steady_clock::time_point moment) {
    const auto topics = log.topics();
    REQUIRE(topics);
    const std::lock_guard lock(mutex);
    const auto found = last_heard.find({(*topics)[0].id, events::partition_of(key, 4)});
    return found != last_heard.end() && found->second >= moment;
  }
  std::uint64_t told() {
    return metrics.counter("kontor_events_neighbours_told_total", "Notifications that were sent to other instances.")
        .value();
  }

  telemetry::Metrics metrics;
  db::Pool pool;
  db::Database shelf;
  events::Log log;
  std::mutex mutex;
  std::map<Partition, std::chrono::steady_clock::time_point> last_heard;
  events::Neighbours neighbours;
};

bool see(int count, Instance& a, Instance& b) {
  return eventually([&] { return a.neighbours.instances() == count && b.neighbours.instances() == count; });
}

// The way of one commit from its return to the other instance.
std::chrono::milliseconds time_to_hear(Instance& from, Instance& by) {
  const auto started = std::chrono::steady_clock::now();
  from.write("a");
  REQUIRE(eventually([&] { return by.heard_since("a", started); }));
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
}

}  // namespace

TEST_CASE("a commit of one instance is heard by the other within milliseconds") {
  EventHouse house;
  const events::EventSettings settings{.poll_ms = 60000};  // nobody is saved by looking
  Instance a(house, settings);
  Instance b(house, settings);
  REQUIRE(see(2, a, b));
  auto best = 1000ms;
  for (int i = 0; i < 5; ++i) best = std::min({best, time_to_hear(a, b), time_to_hear(b, a)});
  CHECK(best < 50ms);
}

TEST_CASE("an instance that is alone tells nobody anything") {
  EventHouse house;
  Instance a(house);
  REQUIRE(eventually([&] { return a.neighbours.instances() == 1; }));
  for (int i = 0; i < 10; ++i) a.write(std::to_string(i));
  {
    Instance b(house);
    REQUIRE(see(2, a, b));
    a.write("a");
    REQUIRE(eventually([&] { return a.told() == 1; }));
  }
  CHECK(eventually([&] { return a.neighbours.instances() == 1; }));
  a.write("a");
  CHECK(a.told() == 1);
}

TEST_CASE("many commits of a moment are told at once") {
  EventHouse house;
  const events::EventSettings settings{.poll_ms = 200, .notify_ms = 300};
  Instance a(house, settings);
  Instance b(house, settings);
  REQUIRE(see(2, a, b));
  const auto before = a.told();
  const auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) a.write(std::to_string(i));
  REQUIRE(eventually([&] { return b.heard_since("0", started) && b.heard_since("19", started); }));
  CHECK(a.told() - before <= 3);
}

TEST_CASE("what came from elsewhere is not told again") {
  EventHouse house;
  Instance a(house);
  REQUIRE(eventually([&] { return a.neighbours.instances() == 1; }));
  Instance b(house);
  REQUIRE(see(2, a, b));
  REQUIRE(eventually([&] { return b.told() == 1; }));  // that it is there
  for (int i = 0; i < 3; ++i) time_to_hear(a, b);
  CHECK(b.told() == 1);
}

TEST_CASE("instances whose connections were ended find each other again, and look at what they missed") {
  EventHouse house;
  Instance a(house, {.poll_ms = 100});
  Instance b(house, {.poll_ms = 100});
  REQUIRE(see(2, a, b));
  for (int round = 0; round < 3; ++round) {
    const auto ended = std::chrono::steady_clock::now();
    house.terminate_sessions();
    CHECK(eventually([&] { return a.heard_since("a", ended) && b.heard_since("a", ended); }));
    REQUIRE(see(2, a, b));
    time_to_hear(a, b);
  }
}

TEST_CASE("stopping does not wait for a database that is away") {
  EventHouse house;
  auto settings = house.settings;
  settings.url = "postgres://nobody@/nowhere?host=/nonexistent";
  telemetry::Metrics metrics;
  events::Neighbours neighbours(house.log, settings, {}, house.logger, metrics);
  neighbours.start();
  CHECK(neighbours.instances() == 0);
  neighbours.stop();
}

TEST_CASE("what instances say fits into a notification, however much there is") {
  events::Pending pending;
  std::vector<Partition> many;
  for (int i = 0; i < 256; ++i) many.push_back({30000, 700 + i});
  CHECK(pending.add(many));
  CHECK_FALSE(pending.add(many));
  const auto message = *pending.take(Uuid::generate());
  CHECK(message.str().size() < 8000);
  CHECK(NeighbourMessage::parse(message.str())->partitions == many);
  many.push_back({1, 1});
  pending.add(many);
  CHECK(pending.take(Uuid::generate())->kind == NeighbourMessage::Kind::everywhere);
  CHECK_FALSE(pending.take(Uuid::generate()));
}

TEST_CASE("what no instance wrote is not understood") {
  const auto id = Uuid::generate().str();
  for (const std::string text : {"", "hello", "x hello", "", " 1.2 3", " 1.x", " ."}) {
    INFO(text);
    CHECK_FALSE(NeighbourMessage::parse(text.starts_with(' ') ? id + text : text));
  }
  CHECK(NeighbourMessage::parse(id + " hello")->kind == NeighbourMessage::Kind::hello);
}
