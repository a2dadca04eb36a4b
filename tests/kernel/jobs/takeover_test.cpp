// Processes that are killed or stopped while they work. What they leave behind is done by another, once.

#include <signal.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>

#include "kernel/core/random.hpp"
#include "kernel/jobs/failpoints.hpp"
#include "kernel/jobs/jobs_house.hpp"
#include "kernel/jobs/worker_process.hpp"

using namespace kontor;
using namespace kontor::jobs;
using namespace kontor::test;

namespace {

bool answer_becomes(const TestDatabase& database, const std::string& query, const std::string& expected) {
  return eventually([&] { return database.run_sql(query) == expected; });
}

constexpr const char* kCalls = "select count(*) from till.call";
constexpr const char* kReceipts = "select count(*) from till.receipt";

struct TakenTill {
  explicit TakenTill(const TestDatabase& database)
      : office(database.settings()), runner(office.errands, {charging(office)}, quick(), office.log, office.metrics) {}
  Office office;
  ErrandRunner runner;
};

}  // namespace

TEST_CASE("a process stopped past its lease wakes up and changes nothing") {
  const auto database = jobs_database();
  database.run_sql("update till.gate set shut = true");
  TakenTill till(database);
  REQUIRE(charge(till.office, "k").ok());

  WorkerProcess paused(database, "errands");
  REQUIRE(answer_becomes(database, kCalls, "1"));
  paused.signal(SIGSTOP);
  till.runner.start();
  move_clock(database, "20 s");
  CHECK(database.run_sql(kReceipts) == "0");
  move_clock(database, "12 s");
  REQUIRE(answer_becomes(database, kReceipts, "1"));
  CHECK(database.run_sql("select string_agg(in_doubt::text, ',' order by id) from till.call") == "false,true");

  database.run_sql("update till.gate set shut = false");
  paused.signal(SIGCONT);
  CHECK(paused.finish() == "1");  // a lease lost
  CHECK(database.run_sql(kReceipts) == "1");
  CHECK(database.run_sql("select count(*) from till.charge") == "1");
  CHECK(database.run_sql("select state from jobs.errand") == "done");
}

TEST_CASE("a process stopped past its lease cannot settle what another is performing") {
  const auto database = jobs_database();
  database.run_sql("update till.gate set shut = true");
  Office office(database.settings());
  REQUIRE(charge(office, "k").ok());
  WorkerProcess paused(database, "errands");
  REQUIRE(answer_becomes(database, kCalls, "1"));
  paused.signal(SIGSTOP);

  std::atomic<bool> performing = false, answered = false;
  auto kind = charging(office);
  kind.perform = [&](const Errand&) -> Result<std::string> {
    performing = true;
    if (!eventually([&] { return answered.load(); })) return outcome_unknown("no answer");
    return std::string("by the second");
  };
  ErrandRunner runner(office.errands, {kind}, quick(), office.log, office.metrics);
  runner.start();
  move_clock(database, "31 s");
  REQUIRE(eventually([&] { return performing.load(); }));
  database.run_sql("update till.gate set shut = false");
  paused.signal(SIGCONT);
  CHECK(paused.finish() == "1");
  CHECK(database.run_sql(kReceipts) == "0");
  answered = true;
  REQUIRE(answer_becomes(database, "select string_agg(outcome, ',') from till.receipt", "by the second"));
}

TEST_CASE("a process killed on any step of an errand leaves it to another: performed with one key, settled once") {
  struct Row {
    Failpoint point;
    const char* calls;
    bool settled_before;
  };
  for (const auto& row : {Row{kErrandTaken, "1", false}, Row{kErrandPerformed, "2", false},
                          Row{kErrandSettling, "2", false}, Row{kErrandSettled, "1", true}}) {
    CAPTURE(std::string(row.point.name));
    const auto database = jobs_database();
    TakenTill till(database);
    REQUIRE(charge(till.office, "k").ok());
    WorkerProcess killed(database, "errands", std::string(row.point.name) + "=exit");
    REQUIRE(killed.was_killed());
    CHECK(database.run_sql(kReceipts) == (row.settled_before ? "1" : "0"));
    till.runner.start();
    move_clock(database, "31 s");
    REQUIRE(answer_becomes(database, "select state from jobs.errand", "done"));
    CHECK(database.run_sql(kCalls) == row.calls);
    CHECK(database.run_sql(kReceipts) == "1");
    CHECK(database.run_sql("select count(*) from till.charge") == "1");
  }
}

TEST_CASE("processes killed at any moment lose no errand and settle none twice") {
  const int rounds = std::getenv("KONTOR_TEST_FULL") ? 150 : 8;
  const auto database = jobs_database();
  TakenTill till(database);
  for (int round = 1; round <= rounds; ++round) {
    for (int i = 0; i < 20; ++i) REQUIRE(charge(till.office, std::to_string(round) + "/" + std::to_string(i)).ok());
    const auto calls = std::stoll(database.run_sql(kCalls)) + static_cast<long long>(random_u64() % 20);
    WorkerProcess killed(database, "errands");
    REQUIRE(eventually([&] { return std::stoll(database.run_sql(kCalls)) >= calls; }));
    killed.signal(SIGKILL);
    REQUIRE(killed.was_killed());
    move_clock(database, "31 s");
  }
  till.runner.start();
  const auto all = std::to_string(rounds * 20);
  REQUIRE(answer_becomes(database, "select count(*) from jobs.errand where state = 'done'", all));
  CHECK(database.run_sql(kReceipts) == all);
  CHECK(database.run_sql("select count(distinct key) from till.receipt") == all);
  CHECK(database.run_sql("select count(*) from till.charge") == all);
}

TEST_CASE("what a process took when it recorded it, and died with, is done by another: at once, or behind the lease") {
  const bool on_this_host = GENERATE(true, false);
  const auto left = [](const TestDatabase& database) {
    WorkerProcess killed(database, "both");
    REQUIRE(killed.was_killed());
    return database.run_sql(
        "select due_at = recorded_at + interval '30 s' and state = 'waiting' and fence = 1 and "
        "in_doubt and holder <> '' from jobs.errand where key = 'k'");
  };
  // It died with one that a look took where somebody was at work in the runner's place at that moment.
  std::unique_ptr<const TestDatabase> kept;
  for (int tries = 0; tries < 8; ++tries) {
    kept.reset(new TestDatabase(jobs_database()));
    if (left(*kept) == "t") break;
  }
  const auto& database = *kept;
  CHECK(database.run_sql("select in_doubt and fence = 1 from jobs.errand where key = 'k'") == "t");
  CHECK(database.run_sql("select count(*) from till.call where key = 'k'") == "0");
  if (!on_this_host) database.run_sql("update jobs.errand set holder = 'another-host:1' where key = 'k'");
  TakenTill till(database);
  till.runner.start();
  REQUIRE(charge(till.office, "l").ok());
  REQUIRE(answer_becomes(database, "select state from jobs.errand where key = 'l'", "done"));
  if (!on_this_host) {
    CHECK(database.run_sql("select state from jobs.errand where key = 'k'") == "waiting");
    move_clock(database, "31 s");
  }
  REQUIRE(answer_becomes(database, "select state from jobs.errand where key = 'k'", "done"));
  CHECK(database.run_sql("select string_agg(in_doubt::text, ',') from till.call where key = 'k'") == "true");
  CHECK(database.run_sql("select count(*) from till.receipt where key = 'k'") == "1");
}

TEST_CASE("a process killed before its COMMIT has recorded nothing") {
  const auto database = jobs_database();
  WorkerProcess killed(database, "charge", std::string(kErrandRecorded.name) + "=exit");
  REQUIRE(killed.was_killed());
  CHECK(database.run_sql("select count(*) from jobs.errand") == "0");
}

TEST_CASE("the job of a killed process is run by another when its lease is over") {
  for (const auto& [point, runs] : {std::pair{kJobTaken, "1"}, std::pair{kJobRan, "2"}}) {
    CAPTURE(std::string(point.name));
    const auto database = jobs_database();
    WorkerProcess killed(database, "jobs", std::string(point.name) + "=exit");
    REQUIRE(answer_becomes(database, "select count(*) from jobs.schedule", "1"));
    const auto due = database.run_sql("select next_at from jobs.schedule");
    move_clock(database, "60 s");
    REQUIRE(killed.was_killed());
    CHECK(database.run_sql("select running_for from jobs.schedule") == due);

    WorkerProcess heir(database, "jobs");
    move_clock(database, "20 s");
    CHECK(database.run_sql("select runs from jobs.schedule") == "0");
    move_clock(database, "12 s");
    REQUIRE(answer_becomes(database, "select runs from jobs.schedule", "1"));
    CHECK(database.run_sql("select count(*) || ' ' || max(scheduled) from till.run") == std::string(runs) + " " + due);
    (void)heir.finish();
  }
}
