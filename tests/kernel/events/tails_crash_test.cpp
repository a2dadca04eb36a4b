#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "kernel/db/embedded_support.hpp"
#include "kernel/events/event_house.hpp"
#include "kernel/events/tails.hpp"
#include "support/eventually.hpp"
#include "support/scratch_folder.hpp"

using namespace kontor;
using namespace kontor::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

pid_t parent_of(const fs::path& process) {
  std::ifstream status(process / "status");
  for (std::string word; status >> word;) {
    if (word != "PPid:") continue;
    pid_t parent = 0;
    status >> parent;
    return parent;
  }
  return 0;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto pid = std::atoi(entry.path().filename().c_str());
    if (pid > 0 && parent_of(entry.path()) == parent) children.push_back(pid);
  }
  return children;
}

// All of it at once, so that nobody writes out what the others had in memory.
void kill_postgres(const fs::path& data_dir) {
  const auto postmaster = postmaster_pid(data_dir);
  const auto children = children_of(postmaster);
  ::kill(postmaster, SIGKILL);
  for (const auto child : children) ::kill(child, SIGKILL);
  REQUIRE(eventually([&] { return std::ranges::none_of(children, process_exists); }));
}

// A PostgreSQL of its own that flushes what has to be flushed.
struct CrashHouse {
  CrashHouse() : server(db::EmbeddedServer::start_or_join(folder.path(), quiet_log(), db::Durability::full)) {
    REQUIRE(server);
    settings.url = server->url();
    settings.owner_url = server->owner_url();
    REQUIRE(db::Migrator(settings, event_migrations(), quiet_log()).migrate());
    pool.emplace(settings, quiet_log(), metrics);
    log.emplace(db::Database(*pool, "bus"), std::vector<events::Topic>{kNotes, kErrands}, events::EventSettings{},
                clock, metrics);
  }

  ScratchFolder folder;
  Result<db::EmbeddedServer> server;
  db::DatabaseSettings settings;
  telemetry::Metrics metrics;
  SystemClock clock;
  std::optional<db::Pool> pool;
  std::optional<events::Log> log;
};

// What was heard since a gap, by partition.
using Segment = std::map<int, std::vector<Uuid>>;

class Witness {
 public:
  events::Tails::Listener listener() {
    return {[this](const events::Event& event) {
              const std::lock_guard lock(mutex_);
              segments_.back()[event.partition].push_back(event.id);
            },
            [this] {
              const std::lock_guard lock(mutex_);
              segments_.emplace_back();
            }};
  }
  std::size_t gaps() const {
    const std::lock_guard lock(mutex_);
    return segments_.size();
  }
  Segment since_the_gap() const { return segments().back(); }
  std::vector<Segment> segments() const {
    const std::lock_guard lock(mutex_);
    return segments_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Segment> segments_;
};

// Publishes without a flush until told to stop; remembers what was said to be committed, and after how many gaps.
class Writer {
 public:
  Writer(CrashHouse& house, const Witness& witness, int number)
      : thread_([this, &house, &witness, number] {
          db::Database shelf(*house.pool, "shelf");
          while (!stopping_) {
            const auto id = Uuid::generate();
            const auto gaps = witness.gaps();
            const auto done = shelf.transact([&](db::Tx& tx) -> Result<void> {
              tx.relax_durability();
              house.log->append(tx, {kNotes, "note", "w" + std::to_string(number), "shelf.note_written", 1,
                                     R"({"number": 1, "text": ""})", id});
              return {};
            });
            if (done) {
              committed.emplace_back(id, gaps);
            } else {  // who asks without a pause keeps the server from starting
              eventually([&] { return stopping_ || witness.gaps() != gaps; }, 1s);
            }
          }
        }) {}

  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  ~Writer() { stop(); }

  std::vector<std::pair<Uuid, std::size_t>> committed;

 private:
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

std::map<int, std::vector<Uuid>> written_by_writers(CrashHouse& house) {
  std::map<int, std::vector<Uuid>> events;
  const auto rows = db::Database(*house.pool, "bus").read("select partition, id from bus.event order by position");
  REQUIRE(rows);
  for (const auto& row : *rows) events[row.get<std::int16_t>("partition")].push_back(row.get<Uuid>("id"));
  return events;
}

// What one gap and the next enclose has to be a piece of the log without a hole.
int missing_or_invented(const std::vector<Uuid>& heard, const std::vector<Uuid>& log) {
  if (heard.empty()) return 0;
  const auto first = std::ranges::find(log, heard.front());
  const auto there = static_cast<std::size_t>(log.end() - first);
  int wrong = 0;
  for (std::size_t i = 0; i < heard.size(); ++i) wrong += i >= there || *(first + static_cast<long>(i)) != heard[i];
  return wrong;
}

}  // namespace

TEST_CASE("a tail misses nothing and invents nothing across kills of PostgreSQL around unflushed commits") {
  CrashHouse house;
  Witness witness;
  events::Tails tails(*house.log, house.settings, {.poll_ms = 100}, quiet_log(), house.metrics);
  tails.start();
  const auto listening = tails.listen({kNotes}, witness.listener());
  REQUIRE(eventually([&] { return witness.gaps() == 1; }));

  const int rounds = std::getenv("KONTOR_TEST_FULL") != nullptr ? 30 : 3;
  std::size_t acknowledged = 0;
  std::set<Uuid> acknowledged_at_last;
  std::vector<std::unique_ptr<Writer>> writers;
  for (int i = 0; i < 3; ++i) writers.push_back(std::make_unique<Writer>(house, witness, i));
  std::mt19937 dice(std::random_device{}());
  for (int round = 0; round < rounds; ++round) {
    const auto enough = 100 + dice() % 400;
    const auto heard_enough = [&] {
      std::size_t heard = 0;
      const auto segment = witness.since_the_gap();
      for (const auto& [partition, ids] : segment) heard += ids.size();
      return heard >= enough;
    };
    REQUIRE(eventually(heard_enough));
    const auto gaps = witness.gaps();
    kill_postgres(house.folder.path());
    REQUIRE(eventually([&] { return witness.gaps() >= gaps + 2; }));
  }
  const std::set<int> used{events::partition_of("w0", 4), events::partition_of("w1", 4), events::partition_of("w2", 4)};
  REQUIRE(eventually([&] { return witness.since_the_gap().size() == used.size(); }));
  for (auto& writer : writers) writer->stop();
  const auto gaps = witness.gaps();
  for (const auto& writer : writers) {
    acknowledged += writer->committed.size();
    for (const auto& [id, after] : writer->committed) {
      if (after == gaps) acknowledged_at_last.insert(id);
    }
  }

  const auto log = written_by_writers(house);
  const auto caught_up = [&] {
    auto heard = witness.since_the_gap();
    return std::ranges::all_of(log, [&](const auto& partition) {
      const auto& ids = heard[partition.first];
      return !ids.empty() && ids.back() == partition.second.back();
    });
  };
  CHECK(eventually(caught_up));
  const auto segments = witness.segments();
  std::set<Uuid> heard_at_last;
  std::size_t in_log = 0;
  for (const auto& [partition, ids] : log) {
    in_log += ids.size();
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto heard = segments[i].find(partition);
      if (heard == segments[i].end()) continue;
      INFO("partition " << partition << ", after gap " << i);
      CHECK(missing_or_invented(heard->second, ids) == 0);
      if (i + 1 == segments.size()) heard_at_last.insert(heard->second.begin(), heard->second.end());
    }
  }
  INFO(acknowledged << " acknowledged, " << in_log << " in the log, " << acknowledged_at_last.size()
                    << " acknowledged after the last gap");
  CHECK(std::ranges::includes(heard_at_last, acknowledged_at_last));
  CHECK_FALSE(acknowledged_at_last.empty());
  tails.stop();
}
