#include "kernel/jobs/errands.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "kernel/core/failpoint.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/jobs/failpoints.hpp"
#include "kernel/jobs/jobs_house.hpp"
#include "kernel/jobs/running/instance.hpp"
#include "kernel/jobs/running/places.hpp"
#include "kernel/telemetry/origin.hpp"
#include "support/recorded_spans.hpp"
#include "support/sql.hpp"

using namespace kontor;
using namespace kontor::jobs;
using namespace kontor::test;
using namespace std::chrono_literals;

namespace {

// An office whose errands are performed until it goes out of scope.
struct Till {
  explicit Till(const TestDatabase& database, JobSettings settings = quick()) : office(database.settings()) {
    kinds.push_back(charging(office));
    start(settings);
  }
  Till(const TestDatabase& database, std::function<Result<std::string>(const Errand&)> perform)
      : office(database.settings()) {
    kinds.push_back(charging(office));
    kinds.front().perform = std::move(perform);
    start(quick());
  }

  void start(const JobSettings& settings) {
    runner.emplace(office.errands, kinds, settings, office.log, office.metrics);
    runner->start();
  }

  Office office;
  std::vector<ErrandKind> kinds;
  std::optional<ErrandRunner> runner;
};

std::string states(const TestDatabase& database) {
  return database.run_sql("select coalesce(string_agg(key || ' ' || state, ',' order by key), '') from jobs.errand");
}

bool becomes(const TestDatabase& database, const std::string& expected) {
  return eventually([&] { return states(database) == expected; });
}

std::string attempts(Office& office, const std::string& outcome) {
  return metric(office.metrics, "kontor_errands_attempts_total{kind=\"till.charge\",outcome=\"" + outcome + "\"}");
}

// Sees what a transaction is when it is about to commit, and may keep it from that.
struct LastLook final : db::Companion {
  LastLook(std::string& to, bool and_stop) : durability(to), stops(and_stop) {}
  void before_commit(db::Tx& tx) override {
    durability = tx.query("select current_setting('synchronous_commit') as now").one().get<std::string>("now");
    if (stops) throw std::runtime_error("changed its mind");
  }
  void committed() noexcept override {}
  std::string& durability;
  bool stops;
};

// The durability that a relaxed transaction with this charge has in the end.
std::string charge_relaxed(Office& office, const std::string& key, bool and_stop = false) {
  std::string durability;
  const auto charge = [&](db::Tx& tx) -> Result<void> {
    tx.relax_durability();
    office.errands.record(tx, {.kind = "till.charge", .key = key, .payload = "{}"});
    tx.companion<LastLook>([&] { return std::make_unique<LastLook>(durability, and_stop); });
    return {};
  };
  if (and_stop) {
    CHECK_THROWS_AS(office.till.transact(charge), std::runtime_error);
  } else {
    REQUIRE(office.till.transact(charge).ok());
  }
  return durability;
}

// A till with one place, looking for work only when it is woken.
struct OnePlace {
  explicit OnePlace(const TestDatabase& of, bool is_empty = true) : database(of), office(of.settings()) {
    auto settings = quick();
    settings.poll_ms = 60000;
    auto kind = charging(office);
    kind.concurrency = 1;
    kind.perform = [this, charge = kind.perform](const Errand& errand) -> Result<std::string> {
      if (errand.key == "held") (void)eventually([&] { return let_go.load(); });
      return charge(errand);
    };
    runner.emplace(office.errands, std::vector{kind}, settings, office.log, office.metrics);
    runner->start();
    if (is_empty) REQUIRE(becomes_free());
  }

  // What is recorded as taken is flushed: tried with one that is rolled back.
  bool is_free() { return charge_relaxed(office, "tried", true) == "on"; }
  bool becomes_free() {
    return eventually(
        [&] { return database.run_sql("select count(*) from jobs.errand where state <> 'done'") == "0" && is_free(); });
  }
  // By who recorded it: so its lease began at that moment.
  bool was_taken(const std::string& key) const {
    return database.run_sql(
               "select due_at = recorded_at + interval '30 s' and fence = 1 from jobs.errand where key = '" + key +
               "'") == "t";
  }

  const TestDatabase& database;
  Office office;
  std::atomic<bool> let_go = false;
  std::optional<ErrandRunner> runner;
};

struct DisarmAtEnd {
  ~DisarmAtEnd() { failpoints::disarm(); }
};

}  // namespace

TEST_CASE("an errand is performed and settled once, and what it was about is forgotten") {
  const auto database = jobs_database();
  Till till(database);
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k done"));
  CHECK(database.run_sql("select string_agg(key || ' ' || outcome, ',') from till.receipt") == "k charged");
  CHECK(database.run_sql("select payload is null from jobs.errand") == "t");
  CHECK(eventually([&] { return attempts(till.office, "settled") == "1"; }));
}

TEST_CASE("an errand of a transaction that is rolled back never runs") {
  const auto database = jobs_database();
  Till till(database);
  (void)till.office.till.transact([&](db::Tx& tx) -> Result<void> {
    till.office.errands.record(tx, {.kind = "till.charge", .key = "never", .payload = "{}"});
    return conflict("changed_its_mind", "");
  });
  REQUIRE(charge(till.office, "later").ok());
  REQUIRE(becomes(database, "later done"));
  CHECK(database.run_sql("select string_agg(key, ',') from till.call") == "later");
}

TEST_CASE("an errand that is recorded while there is a place is taken with its COMMIT; others wait their turn") {
  const auto database = jobs_database();
  OnePlace till(database);
  REQUIRE(charge(till.office, "held").ok());
  CHECK(till.was_taken("held"));
  CHECK(database.run_sql("select in_doubt and holder <> '' from jobs.errand where key = 'held'") == "t");
  REQUIRE(charge(till.office, "next").ok());
  CHECK(database.run_sql("select fence || holder || in_doubt from jobs.errand where key = 'next'") == "0false");
  till.let_go = true;
  REQUIRE(becomes(database, "held done,next done"));
  CHECK_FALSE(till.was_taken("next"));
  CHECK(database.run_sql("select string_agg(key || ' ' || in_doubt, ',' order by id) from till.call") ==
        "held false,next false");
}

TEST_CASE("a place that was promised is free again after a rollback, and for what was recorded before") {
  const DisarmAtEnd disarm;
  const auto database = jobs_database();
  OnePlace till(database);
  REQUIRE(failpoints::arm("jobs.errand_recorded=fail@1").ok());
  CHECK_THROWS_AS(charge(till.office, "never"), FailpointHit);
  failpoints::disarm();
  REQUIRE(charge(till.office, "a").ok());
  CHECK(till.was_taken("a"));
  REQUIRE(till.becomes_free());
  REQUIRE(charge(till.office, "a").ok());
  REQUIRE(charge(till.office, "b").ok());
  CHECK(till.was_taken("b"));
  REQUIRE(becomes(database, "a done,b done"));
  CHECK(database.run_sql("select string_agg(key, ',' order by id) from till.call") == "a,b");
}

TEST_CASE("what was recorded as taken by a COMMIT whose answer was lost comes back when its lease ends") {
  const DisarmAtEnd disarm;
  const auto database = jobs_database();
  OnePlace till(database);
  REQUIRE(failpoints::arm("db.after_commit=fail@1").ok());
  CHECK_THROWS_AS(charge(till.office, "k"), FailpointHit);
  failpoints::disarm();
  CHECK(till.was_taken("k"));
  REQUIRE(charge(till.office, "l").ok());
  CHECK(till.was_taken("l"));
  REQUIRE(becomes(database, "k waiting,l done"));
  CHECK(database.run_sql("select string_agg(key, ',') from till.call") == "l");
  move_clock(database, "31 s");
  const Till another(database);
  REQUIRE(becomes(database, "k done,l done"));
  CHECK(database.run_sql("select string_agg(key || ' ' || in_doubt, ',' order by id) from till.call") ==
        "l false,k true");
}

TEST_CASE("who begins takes over from processes of its host that are gone, and leaves to the living what is theirs") {
  const auto database = jobs_database();
  {
    Office before(database.settings());
    REQUIRE(before.till
                .transact([&](db::Tx& tx) -> Result<void> {
                  for (const auto* key : {"of the dead", "of the living", "of a namesake", "elsewhere"})
                    before.errands.record(tx, {.kind = "till.charge", .key = key, .payload = "{}"});
                  return {};
                })
                .ok());
  }
  const auto self = instance_name();
  const auto host = self.substr(0, self.rfind(':') + 1);
  const auto dead = ::fork();
  if (dead == 0) ::_exit(0);
  REQUIRE(::waitpid(dead, nullptr, 0) == dead);
  const auto held = [&](const std::string& key, const std::string& holder, const std::string& until) {
    database.run_sql("update jobs.errand set fence = 1, in_doubt = true, holder = '" + holder + "', due_at = " + until +
                     " where key = '" + key + "'");
  };
  const auto began = std::chrono::floor<std::chrono::seconds>(instance_began()).time_since_epoch().count();
  held("of the dead", host + std::to_string(dead), "kernel.now() + interval '1 h'");
  held("of the living", host + std::to_string(::getppid()), "kernel.now() + interval '1 h'");
  held("of a namesake", self, "to_timestamp(" + std::to_string(began) + ") + interval '29 s'");  // a lease has thirty
  held("elsewhere", "another-host:1", "kernel.now() + interval '1 h'");

  OnePlace till(database, false);
  CHECK(becomes(database, "elsewhere waiting,of a namesake done,of the dead done,of the living waiting"));
}

TEST_CASE("what is performed right after its COMMIT is flushed by it, though the transaction was relaxed") {
  const auto database = jobs_database();
  OnePlace till(database);
  CHECK(charge_relaxed(till.office, "held") == "on");
  CHECK(till.was_taken("held"));
  CHECK(charge_relaxed(till.office, "waits") == "off");
  till.let_go = true;
  CHECK(becomes(database, "held done,waits done"));
}

TEST_CASE("places are promised when nothing waits for one, and closed when every promise has ended") {
  int begun = 0, looks = 0;
  Places places({{"a", 1}, {"b", 2}}, {30s, "me"}, {[&](const TakenErrand&) { ++begun; }, [&] { ++looks; }});
  TakenErrand errand;
  errand.errand.kind = "a";
  CHECK_FALSE(places.promise("a"));
  CHECK(places.open_for_a_look().kinds == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(places.promise("a"));
  places.give_out({}, false);
  REQUIRE(places.promise("a"));
  CHECK_FALSE(places.promise("a"));
  CHECK_FALSE(places.promise("c"));
  places.keep(errand);
  CHECK(begun == 1);
  CHECK(places.open_for_a_look().kinds == std::vector<std::string>{"b"});
  places.give_out({}, true);
  CHECK_FALSE(places.promise("b"));
  CHECK(looks == 0);
  places.leave("a");
  CHECK(looks == 1);
  CHECK(places.open_for_a_look().places == std::vector<std::int64_t>{1, 2});
  places.give_out({errand}, false);
  CHECK(begun == 2);
  REQUIRE(places.promise("b"));

  std::atomic<bool> closed = false;
  std::thread closing([&] {
    places.close();
    closed = true;
  });
  REQUIRE(eventually([&] {
    const bool promised = places.promise("b");
    if (promised) places.give_back("b");
    return !promised;
  }));
  CHECK_FALSE(closed);
  places.give_back("b");
  closing.join();
  CHECK(looks == 1);
}

TEST_CASE("recording a key twice is one errand, also after it is done") {
  const auto database = jobs_database();
  Till till(database);
  const auto done = till.office.till.transact([&](db::Tx& tx) -> Result<void> {
    till.office.errands.record(tx, {.kind = "till.charge", .key = "k", .payload = R"({"amount":1})"});
    till.office.errands.record(tx, {.kind = "till.charge", .key = "k", .payload = R"({"amount":1})"});
    till.office.errands.record(tx, {.kind = "till.charge", .key = "l", .payload = R"({"amount":2})"});
    return {};
  });
  REQUIRE(done.ok());
  REQUIRE(becomes(database, "k done,l done"));
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(charge(till.office, "m").ok());
  REQUIRE(becomes(database, "k done,l done,m done"));
  CHECK(database.run_sql("select string_agg(key, ',' order by key) from till.receipt") == "k,l,m");
}

TEST_CASE("a commit in this process wakes who performs; one elsewhere is found by looking") {
  const auto database = jobs_database();
  auto settings = quick();
  settings.poll_ms = 60000;
  Till till(database, settings);
  REQUIRE(charge(till.office, "first").ok());
  REQUIRE(becomes(database, "first done"));
  REQUIRE(charge(till.office, "second").ok());
  CHECK(becomes(database, "first done,second done"));

  Till looking(database);
  Office elsewhere(database.settings());
  REQUIRE(charge(elsewhere, "third").ok());
  CHECK(becomes(database, "first done,second done,third done"));
}

TEST_CASE("an errand with a delay waits for it") {
  const auto database = jobs_database();
  Till till(database);
  const auto done = till.office.till.transact([&](db::Tx& tx) -> Result<void> {
    till.office.errands.record(tx, {.kind = "till.charge", .key = "late", .payload = "{}", .delay = 1h});
    return {};
  });
  REQUIRE(done.ok());
  REQUIRE(charge(till.office, "now").ok());
  REQUIRE(becomes(database, "late waiting,now done"));
  move_clock(database, "1 hour");
  CHECK(becomes(database, "late done,now done"));
}

TEST_CASE("a provider that fails is asked again with the same key") {
  const auto database = jobs_database();
  std::atomic<int> calls = 0;
  Till till(database, [&](const Errand& errand) -> Result<std::string> {
    if (errand.key != "k" || errand.in_doubt) return conflict("wrong", "");
    if (++calls < 3) return unavailable("The provider is closed.");
    return std::string("at last");
  });
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k done"));
  CHECK(calls == 3);
  CHECK(database.run_sql("select outcome from till.receipt") == "at last");
  CHECK(eventually([&] { return attempts(till.office, "again") == "2" && attempts(till.office, "settled") == "1"; }));
}

TEST_CASE("an errand that fails too often is given up, told to its module, and can be tried again") {
  const auto database = jobs_database();
  std::atomic<bool> open = false;
  Till till(database, [&](const Errand&) -> Result<std::string> {
    if (!open) return unavailable("The provider is closed.");
    return std::string("charged");
  });
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k failed"));
  CHECK(database.run_sql("select string_agg(key || ' ' || code, ',') from till.refusal") == "k unavailable");
  const auto failed = till.office.errands.list("till.charge", "failed", 0, 10);
  REQUIRE(failed.ok());
  REQUIRE(failed->size() == 1);
  CHECK(failed->front().attempts == 3);
  CHECK(failed->front().last_error == "unavailable: The provider is closed.");
  CHECK(eventually([&] { return metric(till.office.metrics, R"(kontor_errands_failed{kind="till.charge"})") == "1"; }));

  open = true;
  CHECK(till.office.errands.retry(failed->front().id + 1).error().kind == ErrorKind::not_found);
  REQUIRE(till.office.errands.retry(failed->front().id).ok());
  REQUIRE(becomes(database, "k done"));
  CHECK(till.office.errands.retry(failed->front().id).error().code == "errand_not_failed");
}

TEST_CASE("an errand that was given up can be closed for good") {
  const auto database = jobs_database();
  Till till(database, [&](const Errand&) -> Result<std::string> {
    return Error{ErrorKind::rejected, "no_such_account", ""};
  });
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k failed"));
  auto& errands = till.office.errands;
  const auto id = errands.list("", "failed", 0, 10)->front().id;
  CHECK(errands.list("", "torn", 0, 10).error().kind == ErrorKind::invalid);
  REQUIRE(errands.drop(id, [&](db::Tx& tx) { tx.post("select 1"); }).ok());
  CHECK(database.run_sql("select state || ' ' || (payload is null)::text from jobs.errand") == "dropped true");
  CHECK(errands.list("", "failed", 0, 10)->empty());
  CHECK(errands.list("till.charge", "dropped", 0, 10)->size() == 1);
  CHECK(errands.drop(id).error().code == "errand_not_failed");
  CHECK(errands.retry(id).error().code == "errand_not_failed");
  REQUIRE(charge(till.office, "k").ok());
  CHECK(database.run_sql("select count(*) from till.refusal") == "1");
}

TEST_CASE("what the provider refuses for good is given up at once") {
  const auto database = jobs_database();
  Till till(database, [&](const Errand&) -> Result<std::string> {
    return Error{ErrorKind::rejected, "no_such_account", ""};
  });
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k failed"));
  CHECK(database.run_sql("select string_agg(code, ',') from till.refusal") == "no_such_account");
}

TEST_CASE("an unknown outcome is asked for until there is an answer, and never given up") {
  const auto database = jobs_database();
  std::atomic<int> calls = 0;
  std::atomic<bool> knew_of_doubt = true;
  Till till(database, [&](const Errand& errand) -> Result<std::string> {
    const int call = ++calls;
    if (call > 1 && !errand.in_doubt) knew_of_doubt = false;
    if (call == 1) throw std::runtime_error("connection lost");
    if (call < 4) return outcome_unknown("no answer in time");
    if (call < 10) return unavailable("The provider is closed.");
    return std::string("it had happened");
  });
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k done"));
  CHECK(calls == 10);
  CHECK(knew_of_doubt);
  CHECK(database.run_sql("select count(*) from till.refusal") == "0");
  CHECK(eventually([&] { return attempts(till.office, "unknown") == "3" && attempts(till.office, "again") == "6"; }));
}

TEST_CASE("an errand whose settling fails is settled by a later attempt, once") {
  const DisarmAtEnd disarm;
  const auto database = jobs_database();
  REQUIRE(failpoints::arm("jobs.errand_settling=fail@1,jobs.errand_settling=fail@2").ok());
  Till till(database);
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k done"));
  CHECK(database.run_sql("select count(*) from till.call") == "3");
  CHECK(database.run_sql("select count(*) from till.charge") == "1");
  CHECK(database.run_sql("select count(*) from till.receipt") == "1");
}

TEST_CASE("no more errands of a kind are under way than it allows") {
  const auto database = jobs_database();
  Office office(database.settings());
  std::atomic<int> now = 0, most = 0;
  std::atomic<bool> crowded = false;
  auto kind = charging(office);
  kind.concurrency = 2;
  kind.perform = [&](const Errand&) -> Result<std::string> {
    most = std::max<int>(most, ++now);
    if (now == 2) crowded = true;
    (void)eventually([&] { return crowded.load(); });
    --now;
    return std::string();
  };
  ErrandRunner runner(office.errands, {kind}, quick(), office.log, office.metrics);
  for (int i = 0; i < 20; ++i) REQUIRE(charge(office, std::to_string(i)).ok());
  runner.start();
  REQUIRE(eventually([&] { return database.run_sql("select count(*) from till.receipt") == "20"; }));
  CHECK(most == 2);
}

TEST_CASE("a provider that hangs holds up no errands but its own") {
  const auto database = jobs_database();
  Office office(database.settings());
  std::atomic<bool> answers = false;
  auto hanging = charging(office);
  hanging.name = "till.mail";
  hanging.perform = [&](const Errand&) -> Result<std::string> {
    (void)eventually([&] { return answers.load(); });
    return std::string();
  };
  ErrandRunner runner(office.errands, {charging(office), hanging}, quick(), office.log, office.metrics);
  const auto mailed = office.till.transact([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < 10; ++i)
      office.errands.record(tx, {.kind = "till.mail", .key = std::to_string(i), .payload = "{}"});
    return {};
  });
  REQUIRE(mailed.ok());
  runner.start();
  REQUIRE(eventually([&] { return database.run_sql("select count(*) from jobs.errand where holder <> ''") == "4"; }));
  REQUIRE(charge(office, "k").ok());
  CHECK(eventually([&] { return database.run_sql("select string_agg(key, ',') from till.receipt") == "k"; }, 3s));
  answers = true;
}

TEST_CASE("an errand whose failure cannot be written down comes back when its lease ends") {
  const auto database = jobs_database();
  std::atomic<int> calls = 0;
  Till till(database, [&](const Errand&) -> Result<std::string> {
    if (++calls > 1) return std::string("charged");
    database.run_sql("alter table jobs.errand rename column last_error to away");
    throw 7;  // whatever a library throws
  });
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(eventually([&] { return calls == 1; }));
  move_clock(database, "31 s");
  REQUIRE(eventually([&] { return calls == 2 && attempts(till.office, "unknown") == "2"; }));
  database.run_sql("alter table jobs.errand rename column away to last_error");
  move_clock(database, "31 s");
  CHECK(becomes(database, "k done"));
}

TEST_CASE("two instances share errands; each is performed by one") {
  const auto database = jobs_database();
  Till one(database);
  Till two(database);
  for (int i = 0; i < 100; ++i) REQUIRE(charge(i % 2 ? one.office : two.office, std::to_string(i)).ok());
  REQUIRE(eventually([&] { return database.run_sql("select count(*) from till.receipt") == "100"; }));
  CHECK(database.run_sql("select count(*) from till.call") == "100");
}

TEST_CASE("keys of settled errands are remembered for so long, then trimmed") {
  const auto database = jobs_database();
  auto settings = quick();
  settings.errand_retention_hours = 48;
  Till till(database, settings);
  REQUIRE(charge(till.office, "old").ok());
  REQUIRE(becomes(database, "old done"));
  move_clock(database, "47 hours");
  REQUIRE(charge(till.office, "new").ok());
  REQUIRE(becomes(database, "new done,old done"));
  move_clock(database, "2 hours");
  CHECK(becomes(database, "new done"));
}

TEST_CASE("an errand works on behalf of whom recorded it") {
  const auto database = jobs_database();
  Till till(database, [&](const Errand&) -> Result<std::string> {
    const auto& origin = telemetry::OriginScope::current();
    return origin.correlation_id + " " + origin.actor;
  });
  const telemetry::Origin origin{"request-1", "", "user-7"};
  const telemetry::OriginScope scope(origin);
  REQUIRE(charge(till.office, "k").ok());
  REQUIRE(becomes(database, "k done"));
  CHECK(database.run_sql("select outcome from till.receipt") == "request-1 user-7");
}

TEST_CASE("an errand's span is in the trace of whom recorded it, a job's begins one") {
  const auto database = jobs_database();
  RecordedSpans spans;
  Office office(database.settings());
  ErrandRunner runner(office.errands, {charging(office)}, quick(), office.log, office.metrics, spans.tracer);
  Scheduler scheduler(office.schedules,
                      {{.name = "till.job",
                        .when = When::every(1h),
                        .run = [](const JobRun&) -> Result<void> { return conflict("till_shut", ""); }}},
                      quick(), office.log, office.metrics, spans.tracer);
  runner.start();
  REQUIRE(scheduler.start().ok());
  const auto recorder = [&] {
    const telemetry::Span request(spans.tracer, "request");
    REQUIRE(charge(office, "k").ok());
    return *request.context();
  }();
  REQUIRE(office.schedules.run_now("till.job").ok());
  REQUIRE(becomes(database, "k done"));
  REQUIRE(eventually([&] { return database.run_sql("select runs from jobs.schedule") == "1"; }));
  runner.stop();
  scheduler.stop();

  std::string errand, job;
  for (const auto& span : spans.take()) {
    const bool same_trace = span->context.trace_id == recorder.trace_id;
    if (span->name == "errand till.charge")
      errand = std::string(same_trace ? "same" : "other") + " " + span->failure.value_or("");
    if (span->name == "job till.job")
      job = std::string(same_trace ? "same" : "other") + " " + span->failure.value_or("");
  }
  CHECK(errand == "same ");
  CHECK(job == "other till_shut");
}

TEST_CASE("a module reaches errands and plans through functions only") {
  const auto database = jobs_database();
  Office office(database.settings());
  for (const auto* statement :
       {"select count(*) from jobs.errand", "update jobs.errand set state = 'done'", "delete from jobs.schedule"}) {
    CAPTURE(statement);
    CHECK_THROWS_AS(office.till.transact([&](db::Tx& tx) -> Result<void> {
      tx.execute(statement);
      return {};
    }),
                    db::StatementFailed);
  }
}
