#include "kernel/jobs/scheduler.hpp"

#include <atomic>
#include <catch2/catch.hpp>

#include "kernel/jobs/jobs_house.hpp"

using namespace kontor;
using namespace kontor::jobs;
using namespace kontor::test;
using namespace std::chrono_literals;

namespace {

// Notes each run in till.run.
Job noting(Office& office, std::string name, When when, Missed missed = Missed::catch_up) {
  return {.name = std::move(name),
          .when = std::move(when),
          .run = [&office](const JobRun& run) -> Result<void> {
            return office.till.transact([&](db::Tx& tx) -> Result<void> {
              tx.post("insert into till.run (job, scheduled) values ($1, $2)", run.job(), run.scheduled());
              return {};
            });
          },
          .missed = missed};
}

// A program: an office with a scheduler, until it goes out of scope.
struct Program {
  Program(const TestDatabase& database, std::vector<std::pair<std::string, When>> jobs,
          Missed missed = Missed::catch_up)
      : office(database.settings()) {
    std::vector<Job> all;
    for (auto& [name, when] : jobs) all.push_back(noting(office, name, when, missed));
    start(std::move(all));
  }
  Program(const TestDatabase& database, Job job) : office(database.settings()) { start({std::move(job)}); }

  void start(std::vector<Job> jobs) {
    scheduler.emplace(office.schedules, std::move(jobs), quick(), office.log, office.metrics);
    REQUIRE(scheduler->start().ok());
  }

  Office office;
  std::optional<Scheduler> scheduler;
};

JobState state_of(Office& office, const std::string& name) {
  const auto states = office.schedules.list();
  REQUIRE(states.ok());
  for (const auto& state : *states) {
    if (state.name == name) return state;
  }
  return {};
}

// Runs that came to an end.
std::int64_t runs(Office& office, const std::string& name) {
  return state_of(office, name).runs;
}

std::string sql(const TestDatabase& database, const std::string& statement) {
  return database.run_sql(statement);
}

When daily(const char* zone = "UTC") {
  return When::cron(*Cron::parse("0 3 * * *"), zone);
}

}  // namespace

TEST_CASE("two instances run each of 100 due times once, and lose none") {
  const auto database = jobs_database();
  std::vector<std::pair<std::string, When>> jobs;
  for (int i = 0; i < 5; ++i) jobs.emplace_back("till.job" + std::to_string(i), When::every(60s));
  Program one(database, jobs);
  Program two(database, jobs);
  const std::string planned = "select min(next_at) > kernel.now() from jobs.schedule";
  for (int round = 1; round <= 20; ++round) {
    REQUIRE(eventually([&] { return sql(database, planned) == "t"; }));
    move_clock(database, "60 s");
    REQUIRE(eventually([&] { return sql(database, "select min(runs) from jobs.schedule") == std::to_string(round); }));
  }
  CHECK(sql(database, "select count(*) from till.run") == "100");
  CHECK(sql(database, "select count(distinct (job, scheduled)) from till.run") == "100");
  CHECK(sql(database, "select max(n) from (select count(*) as n from till.run group by job) as per_job") == "20");
}

TEST_CASE("a schedule survives restarts; a changed one is planned anew, a removed one stays as unknown") {
  const auto database = jobs_database();
  const std::string planned =
      "select string_agg(name || ' ' || known || ' ' || next_at, ',' order by name) from jobs.schedule";
  { const Program first(database, {{"till.a", When::every(3600s)}, {"till.b", daily()}}); }
  const auto before = sql(database, planned);
  move_clock(database, "10 s");
  { const Program again(database, {{"till.a", When::every(3600s)}, {"till.b", daily()}}); }
  CHECK(sql(database, planned) == before);

  Program changed(database, {{"till.a", When::every(60s)}});
  CHECK(sql(database,
            "select next_at between kernel.now() + '50 s' and kernel.now() + '60 s' from jobs.schedule"
            " where name = 'till.a'") == "t");
  CHECK_FALSE(state_of(changed.office, "till.b").known);
  CHECK(changed.office.schedules.run_now("till.b").error().code == "unknown_job");
  CHECK(changed.office.schedules.run_now("till.c").error().kind == ErrorKind::not_found);
}

TEST_CASE("what was missed is made up for once, or skipped, as the job says") {
  const auto database = jobs_database();
  { const Program planned(database, {{"till.catches_up", When::every(60s)}}); }
  { const Program planned(database, {{"till.skips", When::every(60s)}}, Missed::skip); }
  const auto first = sql(database, "select next_at from jobs.schedule where name = 'till.catches_up'");
  move_clock(database, "1 day");
  {
    Program up(database, {{"till.catches_up", When::every(60s)}});
    REQUIRE(eventually([&] { return runs(up.office, "till.catches_up") == 1; }));
  }
  CHECK(sql(database, "select count(*) || ' ' || min(scheduled) from till.run") == "1 " + first);

  Program skipping(database, {{"till.skips", When::every(60s)}}, Missed::skip);
  REQUIRE(eventually([&] { return state_of(skipping.office, "till.skips").last_outcome == "skipped"; }));
  CHECK(sql(database, "select count(*) from till.run where job = 'till.skips'") == "0");
  CHECK(metric(skipping.office.metrics, R"(kontor_jobs_runs_total{job="till.skips",outcome="skipped"})") == "1");
  move_clock(database, "61 s");
  CHECK(eventually([&] { return runs(skipping.office, "till.skips") == 1; }));
}

TEST_CASE("a job at a time runs then, once") {
  const auto database = jobs_database();
  const auto moment = Timestamp(std::chrono::floor<std::chrono::seconds>(SystemClock().now()) + 3600s);
  Program program(database, {{"till.once", When::at(moment)}});
  CHECK(state_of(program.office, "till.once").next_at == moment);
  move_clock(database, "1 hour");
  REQUIRE(eventually([&] { return runs(program.office, "till.once") == 1; }));
  CHECK(state_of(program.office, "till.once").next_at == std::nullopt);
}

TEST_CASE("a job can be run now, beside its plan") {
  const auto database = jobs_database();
  auto settings = quick();
  settings.poll_ms = 60000;
  Office office(database.settings());
  Scheduler scheduler(office.schedules, {noting(office, "till.daily", daily())}, settings, office.log, office.metrics);
  REQUIRE(scheduler.start().ok());
  const auto planned = state_of(office, "till.daily").next_at;
  REQUIRE(office.schedules.run_now("till.daily").ok());
  REQUIRE(eventually([&] { return runs(office, "till.daily") == 1; }));
  CHECK(state_of(office, "till.daily").next_at == planned);
  CHECK(state_of(office, "till.daily").asked_at == std::nullopt);
}

TEST_CASE("a job that fails or throws is recorded, and comes again as planned") {
  const auto database = jobs_database();
  std::atomic<int> attempt = 0;
  Program program(database,
                  Job{.name = "till.job", .when = When::every(60s), .run = [&](const JobRun&) -> Result<void> {
                        if (++attempt == 1) return conflict("till_shut", "The till is shut.");
                        if (attempt == 2) throw std::runtime_error("a bug");
                        return {};
                      }});
  for (const auto& [run, outcome, error] :
       {std::tuple{1, "failed", "till_shut: The till is shut."}, std::tuple{2, "failed", "exception: a bug"},
        std::tuple{3, "succeeded", ""}}) {
    move_clock(database, "60 s");
    REQUIRE(eventually([&] { return runs(program.office, "till.job") == run; }));
    const auto state = state_of(program.office, "till.job");
    CHECK(state.last_outcome == outcome);
    CHECK(state.last_error == error);
  }
  CHECK(metric(program.office.metrics, R"(kontor_jobs_runs_total{job="till.job",outcome="failed"})") == "2");
  CHECK(metric(program.office.metrics, R"(kontor_jobs_runs_total{job="till.job",outcome="succeeded"})") == "1");
}

TEST_CASE("a running job keeps its lease, is seen as running, and is asked to stop with the program") {
  const auto database = jobs_database();
  std::atomic<bool> stopped = false;
  auto settings = quick();
  settings.lease_seconds = 3;
  Office office(database.settings());
  Scheduler scheduler(office.schedules,
                      {Job{.name = "till.long",
                           .when = When::every(60s),
                           .run = [&](const JobRun& run) -> Result<void> {
                             stopped = eventually([&] { return run.stop_requested(); });
                             return {};
                           }}},
                      settings, office.log, office.metrics);
  REQUIRE(scheduler.start().ok());
  REQUIRE(office.schedules.run_now("till.long").ok());
  REQUIRE(eventually([&] { return state_of(office, "till.long").running_since.has_value(); }));
  const auto lease = sql(database, "select lease_until from jobs.schedule");
  CHECK(eventually([&] { return sql(database, "select lease_until from jobs.schedule") > lease; }));
  CHECK_THAT(state_of(office, "till.long").holder, Catch::EndsWith(":" + std::to_string(::getpid())));
  scheduler.stop();
  CHECK(stopped);
  CHECK(state_of(office, "till.long").last_outcome == "succeeded");
}

TEST_CASE("a run whose lease was taken over knows it, and its outcome does not count") {
  const auto database = jobs_database();
  std::atomic<bool> held_first = false, held_last = true, taken_over = false;
  Program program(database, Job{.name = "till.job", .when = When::every(60s), .run = [&](const JobRun& run) {
                                  auto& till = program.office.till;
                                  const auto holds = [&](db::Tx& tx) -> Result<bool> { return run.holds_lease(tx); };
                                  held_first = till.transact(holds).value();
                                  if (!eventually([&] { return taken_over.load(); })) return Result<void>();
                                  held_last = till.transact(holds).value();
                                  return Result<void>();
                                }});
  move_clock(database, "60 s");
  REQUIRE(eventually([&] { return held_first.load(); }));
  sql(database, "update jobs.schedule set fence = fence + 1");
  taken_over = true;
  const auto lost = R"(kontor_jobs_runs_total{job="till.job",outcome="lost"})";
  REQUIRE(eventually([&] { return metric(program.office.metrics, lost) == "1"; }));
  CHECK_FALSE(held_last);
  CHECK(runs(program.office, "till.job") == 0);
}

TEST_CASE("a program does not begin again what it still runs, however far the clock leaps") {
  const auto database = jobs_database();
  std::atomic<int> begun = 0;
  std::atomic<bool> ends = false;
  Office office(database.settings());
  Scheduler scheduler(office.schedules,
                      {Job{.name = "till.long",
                           .when = When::every(60s),
                           .run = [&](const JobRun&) -> Result<void> {
                             ++begun;
                             (void)eventually([&] { return ends.load(); });
                             return {};
                           }},
                       noting(office, "till.short", When::every(60s))},
                      quick(), office.log, office.metrics);
  REQUIRE(scheduler.start().ok());
  move_clock(database, "60 s");
  REQUIRE(eventually([&] { return begun == 1 && runs(office, "till.short") == 1; }));
  move_clock(database, "1 hour");
  REQUIRE(eventually([&] { return runs(office, "till.short") == 2; }));
  CHECK(begun == 1);
  ends = true;
  CHECK(eventually([&] { return runs(office, "till.long") == 2; }));
}

TEST_CASE("a long transaction in which a run holds its lease ends neither that lease nor another's") {
  const auto database = jobs_database();
  std::atomic<bool> holds = false, ends = false;
  const auto waits = [&] { (void)eventually([&] { return ends.load(); }); };
  auto settings = quick();
  settings.lease_seconds = 3;
  Office office(database.settings());
  const Job holding{.name = "till.holding", .when = When::every(1h), .run = [&](const JobRun& run) -> Result<void> {
                      return office.till.transact([&](db::Tx& tx) -> Result<void> {
                        holds = run.holds_lease(tx);
                        waits();
                        return {};
                      });
                    }};
  const Job other{.name = "till.other", .when = When::every(1h), .run = [&](const JobRun&) -> Result<void> {
                    waits();
                    return {};
                  }};
  Scheduler scheduler(office.schedules, {holding, other}, settings, office.log, office.metrics);
  REQUIRE(scheduler.start().ok());
  REQUIRE(office.schedules.run_now("till.other").ok());
  REQUIRE(office.schedules.run_now("till.holding").ok());
  REQUIRE(eventually([&] { return holds && state_of(office, "till.other").running_since.has_value(); }));
  const std::string leases = "select min(lease_until) from jobs.schedule";
  const auto before = sql(database, leases);
  CHECK(eventually([&] { return sql(database, leases) > before; }, 2500ms));
  ends = true;
  CHECK(eventually([&] { return runs(office, "till.holding") == 1 && runs(office, "till.other") == 1; }));
}

TEST_CASE("nobody takes a job over while a transaction holds its lease, also past its time") {
  const auto database = jobs_database();
  std::atomic<bool> holds = false, ends = false;
  Office office(database.settings());
  const Job holding{.name = "till.holding", .when = When::every(1h), .run = [&](const JobRun& run) -> Result<void> {
                      return office.till.transact([&](db::Tx& tx) -> Result<void> {
                        holds = run.holds_lease(tx);
                        (void)eventually([&] { return ends.load(); });
                        return {};
                      });
                    }};
  Scheduler one(office.schedules, {holding}, quick(), office.log, office.metrics);
  REQUIRE(one.start().ok());
  REQUIRE(office.schedules.run_now("till.holding").ok());
  REQUIRE(eventually([&] { return holds.load(); }));

  Office elsewhere(database.settings());
  Scheduler two(elsewhere.schedules, {holding, noting(elsewhere, "till.short", When::every(60s))}, quick(),
                elsewhere.log, elsewhere.metrics);
  REQUIRE(two.start().ok());
  move_clock(database, "61 s");
  REQUIRE(eventually([&] { return runs(elsewhere, "till.short") == 1; }));
  CHECK(sql(database, "select fence from jobs.schedule where name = 'till.holding'") == "1");
  ends = true;
}

TEST_CASE("a time zone that does not exist stops the start and is named") {
  const auto database = jobs_database();
  Office office(database.settings());
  Scheduler scheduler(office.schedules, {noting(office, "till.job", daily("Europe/Atlantis"))}, quick(), office.log,
                      office.metrics);
  const auto started = scheduler.start();
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().code == "unknown_time_zone");
  CHECK_THAT(started.error().detail, Catch::Contains("till.job") && Catch::Contains("Europe/Atlantis"));
}
