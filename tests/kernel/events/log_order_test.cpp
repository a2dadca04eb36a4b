#include <sys/prctl.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <future>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "kernel/core/format.hpp"
#include "kernel/db/embedded_support.hpp"
#include "kernel/events/event_house.hpp"
#include "kernel/events/tails.hpp"
#include "kernel/json/json.hpp"
#include "support/eventually.hpp"
#include "support/sql.hpp"

#ifdef __SANITIZE_THREAD__
// The killed writers are forks.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
  return "die_after_fork=0";
}
#endif

using namespace kontor;
using namespace kontor::test;
using namespace std::chrono_literals;

namespace {

constexpr int kPartitions = 4;

// What the log sends with its COMMIT, sent by itself: whoever writes like this can wait before the COMMIT.
std::string append_sql(const std::vector<std::pair<std::string, std::int64_t>>& notes) {
  std::string partitions, keys, payloads;
  for (const auto& [key, number] : notes) {
    const std::string comma = keys.empty() ? "" : ",";
    partitions += comma + std::to_string(events::partition_of(key, kPartitions));
    keys += comma + key;
    payloads += format("{}'{{\"number\": {}, \"text\": \"\"}}'::jsonb", comma, number);
  }
  const auto all = [&](std::string_view value) { return format("array_fill({}, array[{}])", value, notes.size()); };
  return format(
      "select bus.append({}, '{{{}}}', (select array_agg(gen_random_uuid()) from generate_series(1, {})), {}, '{{{}}}',"
      " {}, {}, {}, {}, array[{}])",
      all("(select id from bus.topic where name = 'note-events')"), partitions, notes.size(), all("'note'::text"), keys,
      all("'shelf.note_written'::text"), all("1::smallint"), all("now()"), all("'{}'::jsonb"), payloads);
}

// Reads each partition behind the last position it saw, as a group or a tail does.
class Reader {
 public:
  explicit Reader(const db::Database& bus) : bus_(bus) {}

  void read() {
    for (int partition = 0; partition < kPartitions; ++partition) {
      auto& place = places_[partition];
      const auto rows = bus_.read(
          "select position, aggregateid, (payload ->> 'number')::bigint as number from bus.event"
          " where topic_id = (select id from bus.topic where name = 'note-events') and partition = $1::smallint and "
          "position > $2 order by position limit 500",
          partition, place);
      if (!rows) continue;
      for (const auto& row : *rows) {
        place = row.get<std::int64_t>("position");
        see(row.get<std::string>("aggregateid"), row.get<std::int64_t>("number"));
      }
    }
  }
  void see(const std::string& key, std::int64_t number) {
    auto& last = last_of_key_[key];
    if (number <= last) ++out_of_order;
    last = number;
    ++seen[{key, number}];
  }

  std::map<std::pair<std::string, std::int64_t>, int> seen;
  int out_of_order = 0;

 private:
  db::Database bus_;
  std::map<int, std::int64_t> places_;
  std::map<std::string, std::int64_t> last_of_key_;
};

// Appends, waits, then commits or rolls back; goes on when its session is ended.
class Adversary {
 public:
  Adversary(std::string url, std::string key, unsigned seed)
      : url_(std::move(url)), key_(std::move(key)), dice_(seed) {}

  void write(int events) {
    while (committed < events) {
      try {
        SqlSession session(url_);
        while (committed < events) write_once(session);
      } catch (const std::runtime_error&) {
        ++lost_sessions;
      }
    }
  }

  int committed = 0;
  int rolled_back = 0;
  int lost_sessions = 0;

 private:
  void write_once(SqlSession& session) {
    std::vector<std::pair<std::string, std::int64_t>> notes;
    for (auto left = 1 + dice_() % 5; left > 0; --left) notes.emplace_back(key_ + (dice_() % 2 ? "a" : "b"), ++number_);
    session.run("begin");
    session.run(append_sql(notes));
    std::this_thread::sleep_for(std::chrono::microseconds(dice_() % 3000));
    if (dice_() % 10 == 0) {
      session.run("rollback");
      ++rolled_back;
    } else {
      session.run("commit");
      committed += static_cast<int>(notes.size());
    }
  }

  std::string url_;
  std::string key_;
  std::mt19937 dice_;
  std::int64_t number_ = 0;
};

std::string as_adversary(const EventHouse& house) {
  return house.database.settings().owner_url + "&application_name=adversary";
}

void end_some_session(const EventHouse& house) {
  house.run_sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'adversary'"
      " and datname = current_database() order by random() limit 1");
}

void write_through_the_log(EventHouse& house, const std::string& key, int events) {
  for (int number = 1; number <= events;) {
    const int count = std::min(1 + number % 5, events + 1 - number);
    const auto done = house.shelf.transact([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < count; ++i) house.log.publish(tx, key, NoteWritten{number + i, ""});
      return {};
    });
    if (done) number += count;
  }
}

// Every event of the log, once, as its readers ought to see it.
std::map<std::pair<std::string, std::int64_t>, int> written(const EventHouse& house) {
  std::map<std::pair<std::string, std::int64_t>, int> all;
  const auto rows = house.bus.read("select aggregateid, (payload ->> 'number')::bigint as number from bus.event");
  REQUIRE(rows);
  for (const auto& row : *rows) ++all[{row.get<std::string>("aggregateid"), row.get<std::int64_t>("number")}];
  return all;
}

// Events that so many writers get through the log in a moment.
int throughput(EventHouse& house, std::chrono::milliseconds moment) {
  std::atomic<int> count{0};
  std::vector<std::thread> writers;
  const auto end = std::chrono::steady_clock::now() + moment;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&, w] {
      while (std::chrono::steady_clock::now() < end) {
        if (house.write("t" + std::to_string(w), 1)) ++count;
      }
    });
  }
  for (auto& writer : writers) writer.join();
  return count;
}

}  // namespace

TEST_CASE("readers see every event once and in order per key, whoever waits, rolls back or dies before its commit") {
  EventHouse house({.pool_size = 8, .lock_timeout_ms = 10000});
  REQUIRE(house.log.topics());
  SqlSession backup(house.database.settings().owner_url);
  backup.run("begin isolation level repeatable read; select count(*) from bus.event");

  std::vector<OtherProcess> killed;
  for (unsigned i = 0; i < 5; ++i) {
    killed.push_back(OtherProcess::running([url = as_adversary(house), i] {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      Adversary(url, "k" + std::to_string(i), 100 + i).write(1'000'000);
      return true;
    }));
  }

  events::Tails tails(house.log, house.settings, {.poll_ms = 10}, house.logger, house.metrics);
  tails.start();
  Reader tail(house.bus);
  std::mutex hearing;
  std::atomic<int> gaps{0};
  auto listening = tails.listen(
      {kNotes},
      {[&](const events::Event& event) { tail.see(event.aggregateid, json::read<NoteWritten>(event.payload)->number); },
       [&] { ++gaps; }});
  // What the processes wrote before the tail began is not its to see.
  const auto before = written(house);

  std::atomic<bool> writing{true};
  Reader reader(house.bus);
  std::thread reading([&] {
    while (writing) reader.read();
  });
  std::vector<Adversary> adversaries;
  for (unsigned i = 0; i < 10; ++i) adversaries.emplace_back(as_adversary(house), "w" + std::to_string(i), i);
  std::vector<std::future<void>> writers;
  for (auto& adversary : adversaries) writers.push_back(std::async(std::launch::async, [&] { adversary.write(700); }));
  for (int i = 0; i < 3; ++i) {
    writers.push_back(
        std::async(std::launch::async, [&, i] { write_through_the_log(house, "l" + std::to_string(i), 1000); }));
  }
  // One session ends every now and then, for as long as somebody writes.
  for (auto& writer : writers) {
    while (writer.wait_for(100ms) != std::future_status::ready) {
      end_some_session(house);
      if (!killed.empty()) killed.pop_back();
    }
  }
  killed.clear();
  REQUIRE(eventually([&] {
    return house.run_sql(
               "select count(*) from pg_stat_activity where application_name = 'adversary'"
               " and datname = current_database() and state <> 'idle'") == "0";
  }));
  writing = false;
  reading.join();
  for (std::size_t last = 0; last != reader.seen.size() || last == 0;) last = reader.seen.size(), reader.read();

  const auto all = written(house);
  CHECK(all.size() >= 10'000);
  CHECK((reader.seen == all));
  CHECK(reader.out_of_order == 0);
  CHECK(eventually([&] {
    const std::lock_guard lock(hearing);
    auto heard = tail.seen;
    for (const auto& [event, count] : before) heard[event] = count;
    return heard == all;
  }));
  listening = {};
  tails.stop();
  CHECK(tail.out_of_order == 0);
  CHECK(gaps == 1);

  int lost = 0;
  int rolled_back = 0;
  for (const auto& adversary : adversaries) {
    lost += adversary.lost_sessions;
    rolled_back += adversary.rolled_back;
    CHECK(adversary.committed >= 700);
  }
  CHECK(lost > 0);
  CHECK(rolled_back > 0);
  backup.run("commit");
}

TEST_CASE("a long snapshot elsewhere costs publishers nothing") {
  EventHouse house;
  REQUIRE(house.log.topics());
  throughput(house, 100ms);
  std::vector<double> ratios;
  const auto median = [&] {
    std::ranges::sort(ratios);
    return ratios[ratios.size() / 2];
  };
  // Of moments next to each other, as what else the machine does takes from both; and more where five were not enough.
  while (ratios.size() < 5 || (ratios.size() < 20 && median() < 0.8)) {
    const auto without = throughput(house, 300ms);
    SqlSession backup(house.database.settings().owner_url);
    backup.run("begin isolation level repeatable read; select count(*) from bus.event");
    ratios.push_back(static_cast<double>(throughput(house, 300ms)) / std::max(without, 1));
  }
  CHECK(median() >= 0.8);
}

TEST_CASE("it is the partition's lock that keeps readers from passing what commits late") {
  EventHouse house;
  REQUIRE(house.log.topics());
  const bool locked = GENERATE(true, false);
  if (!locked) {
    house.run_sql(
        "do $$ begin execute replace(pg_get_functiondef('bus.append'::regproc), 'perform pg_advisory_xact_lock(',"
        " 'perform coalesce('); end $$");
  }
  SqlSession slow(house.database.settings().owner_url);
  slow.run("begin");
  slow.run(append_sql({{"a", 1}}));
  auto quick = std::async(std::launch::async, [&] { return house.write("a", 2); });
  const auto waits_or_is_done = [&] {
    return quick.wait_for(0s) == std::future_status::ready ||
           house.run_sql(
               "select count(*) from pg_locks join pg_database on pg_database.oid = database"
               " where datname = current_database() and locktype = 'advisory' and not granted") == "1";
  };
  REQUIRE(eventually(waits_or_is_done));
  Reader reader(house.bus);
  reader.read();
  slow.run("commit");
  REQUIRE(quick.get());
  reader.read();
  CHECK(reader.seen.size() == (locked ? 2 : 1));
  CHECK(written(house).size() == 2);
}
