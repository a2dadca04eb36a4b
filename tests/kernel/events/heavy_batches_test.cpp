#include <catch2/catch.hpp>

#include <numeric>

#include "kernel/core/random.hpp"
#include "kernel/core/text.hpp"
#include "kernel/db/own_session.hpp"
#include "kernel/events/dispatched_house.hpp"
#include "kernel/events/store/tail_reads.hpp"
#include "kernel/json/json.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr int kMostBytes = 20000;

// As no compression makes it smaller.
std::string noise(std::size_t bytes) {
  std::vector<std::uint8_t> random(bytes * 3 / 4 + 1);
  fill_random(random);
  return text::base64url({reinterpret_cast<const char*>(random.data()), random.size()});
}

void write_heavy(EventHouse& house, int events, const std::string& text) {
  for (int i = 1; i <= events; ++i) {
    REQUIRE(house.shelf
                .transact([&](db::Tx& tx) -> Result<void> {
                  house.log.publish(tx, "pen", NoteWritten{i, text});
                  return {};
                })
                .ok());
  }
}

// Remembers how many events each of its batches had.
class Weighing {
 public:
  events::Group group(const db::Database& database) {
    return events::Group("weighing", database)
        .on_batch({NoteWritten::kMessage}, [this](db::Tx&, events::Group::Batch batch) -> Result<void> {
          const std::lock_guard lock(mutex_);
          sizes_.push_back(batch.size());
          return {};
        });
  }
  std::vector<std::size_t> sizes() const {
    const std::lock_guard lock(mutex_);
    return sizes_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::size_t> sizes_;
};

std::vector<std::size_t> handled_in(const std::string& text, int events) {
  DispatchedHouse house({.events = {.batch_bytes = kMostBytes}});
  write_heavy(house, events, text);
  Weighing weighing;
  auto dispatcher = house.dispatch({weighing.group(house.shelf)});
  REQUIRE(eventually([&] {
    const auto sizes = weighing.sizes();
    return std::accumulate(sizes.begin(), sizes.end(), 0) == events;
  }));
  return weighing.sizes();
}

}  // namespace

TEST_CASE("a batch is as many events as memory has room for, and at least one") {
  using Sizes = std::vector<std::size_t>;
  CHECK(handled_in("short", 30) == Sizes{30});
  CHECK(handled_in(noise(6000), 7) == Sizes{3, 3, 1});
  CHECK(handled_in(noise(kMostBytes + 1), 3) == Sizes{1, 1, 1});
  CHECK(handled_in(std::string(100000, 'a'), 20).size() > 1);  // which are stored as next to nothing
}

TEST_CASE("heavy dead letters come back in batches of the same bounds, in order") {
  DispatchedHouse house({.events = {.batch_bytes = kMostBytes, .attempts = 1}});
  house.fail("pen", 1);
  auto dispatcher = house.dispatch({house.shelving("notes")});
  write_heavy(house, 8, noise(6000));
  REQUIRE(eventually([&] { return house.run_sql("select count(*) from bus.dead_letter") == "8"; }));
  house.heal();
  REQUIRE(house.groups().retry_all("notes").ok());
  REQUIRE(eventually([&] { return house.handled("notes") == 8; }));
  CHECK(house.handled_numbers("notes", "pen") == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8});
}

TEST_CASE("a tail reads no more than it may at once, of every partition in turn, and comes to the end") {
  EventHouse house;
  for (int i = 0; i < 5; ++i) {
    for (const auto* key : {"pen", "ink", "nib", "cap", "box", "lid"}) {
      REQUIRE(house.shelf
                  .transact([&](db::Tx& tx) -> Result<void> {
                    house.log.publish(tx, key, NoteWritten{i, noise(6000)});
                    return {};
                  })
                  .ok());
    }
  }
  db::OwnSession session(house.settings, "bus");
  REQUIRE(session.open().ok());
  events::Cursor::Places places;
  for (const auto& topic : *house.log.topics()) {
    for (int number = 0; number < topic.topic.partitions; ++number) places[{topic.id, number}] = 0;
  }
  std::size_t events = 0;
  for (bool more = true; more;) {
    const auto batch = events::store::read_tail(session, places, {.events_per_partition = 3, .bytes = kMostBytes});
    REQUIRE(batch.ok());
    CHECK(batch->events.size() <= 3);
    events += batch->events.size();
    for (const auto& [partition, position] : batch->places) places[partition] = position;
    more = !batch->more.empty();
  }
  CHECK(events == 30);
}
