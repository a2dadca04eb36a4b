#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "kernel/audit/audit_house.hpp"
#include "kernel/db/failpoints.hpp"
#include "kernel/telemetry/origin.hpp"
#include "support/child_process.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::AuditHouse;
using test::AuditInstance;
using test::eventually;

namespace {

audit::Verification verified(const AuditHouse& house) {
  const auto verification = house.instance.ledger.verify();
  REQUIRE(verification.ok());
  if (verification->broken) {
    FAIL_CHECK("broken at " << verification->broken->number << ", kind " << int(verification->broken->kind));
  }
  return *verification;
}

// A process of its own that chains until it is killed.
class ChainingProcess : public test::ChildProcess {
 public:
  explicit ChainingProcess(const AuditHouse& house, const std::string& failpoints = "")
      : ChildProcess(KONTOR_TEST_WORKER,
                     {house.database.settings().url, house.database.settings().role_prefix, failpoints}) {}
};

}  // namespace

TEST_CASE("an entry says who did what to what, in which request") {
  AuditHouse house;
  {
    const telemetry::Origin origin{"request-1", "", "user_ann"};
    const telemetry::OriginScope scope(origin);
    REQUIRE(house.instance.record({"till.opened", "till_1", R"({"open":false})", R"({"open":true})", {}}).ok());
  }
  house.chain_all();
  const auto page = house.instance.ledger.page({});
  REQUIRE(page.ok());
  REQUIRE(page->entries.size() == 1);
  const auto& entry = page->entries[0].entry;
  CHECK(entry.number == 1);
  CHECK(entry.action == "till.opened");
  CHECK(entry.subject == "till_1");
  CHECK(entry.actor == "user_ann");
  CHECK(entry.correlation_id == "request-1");
  CHECK(entry.before == R"({"open":false})");
  CHECK(entry.after == R"({"open":true})");
  CHECK(entry.event_id.str() == house.recorded_order());
  CHECK(entry.previous_hash == crypto::Digest{});
  CHECK(house.instance.ledger.head().value() == audit::Anchor{1, entry.hash});
  CHECK(house.instance.metrics.render().find("kontor_audit_newest_entry 1") != std::string::npos);
}

TEST_CASE("what is rolled back is not accounted for") {
  AuditHouse house;
  const auto refused = house.instance.till.transact([&](db::Tx& tx) -> Result<void> {
    house.instance.trail.record(tx, {"till.sold", "pen", "", "{}", {}});
    return conflict("sold_out", "");
  });
  REQUIRE_FALSE(refused.ok());
  REQUIRE(house.instance.record_many("pencil", 1).ok());
  house.chain_all();
  CHECK(house.database.run_sql("select string_agg(subject, ' ') from audit.entry") == "pencil");
}

TEST_CASE("many writers and several instances make one chain, in the order of the log") {
  AuditHouse house;
  AuditInstance second(house.database.settings());
  const auto one = house.instance.dispatch();
  const auto two = second.dispatch();
  std::vector<std::thread> writers;
  for (int number = 0; number < 8; ++number) {
    writers.emplace_back([&, number] {
      auto& instance = number % 2 == 0 ? house.instance : second;
      for (int i = 0; i < 40; ++i) {
        while (!instance.record({"till.sold", "writer_" + std::to_string(number), "", std::to_string(i), {}})) continue;
      }
    });
  }
  for (auto& writer : writers) writer.join();
  REQUIRE(eventually([&] { return house.chained() == 320; }));
  const auto verification = verified(house);
  CHECK(verification.checked == 320);
  CHECK(verification.waiting == 0);
  CHECK(house.chained_order() == house.recorded_order());
  CHECK(house.database.run_sql("select bool_and(ordered) from (select after::int = row_number() over (partition by"
                               " subject order by number) - 1 as ordered from audit.entry) as of_writers") == "t");
}

TEST_CASE("an instance that is killed while it chains leaves no gap and no entry twice") {
  AuditHouse house;
  const int rounds = std::getenv("KONTOR_TEST_FULL") != nullptr ? 60 : 6;
  std::mt19937 dice(std::random_device{}());
  int recorded = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto before = house.chained();
    ChainingProcess chaining(house);
    for (int i = 0; i < 60; ++i, ++recorded) REQUIRE(house.instance.record({"till.sold", "pen", "", "{}", {}}).ok());
    const auto enough = before + 1 + dice() % 40;
    CHECK(eventually([&] { return house.chained() >= static_cast<std::int64_t>(enough); }));
    chaining.signal(SIGKILL);
    CHECK(chaining.was_killed());
  }
  house.chain_all();
  CHECK(verified(house).checked == recorded);
  CHECK(house.chained_order() == house.recorded_order());
}

TEST_CASE("an instance that dies around its commit leaves no gap and no entry twice") {
  AuditHouse house;
  for (const auto& point : db::kFailpoints) {
    REQUIRE(house.instance.record_many("pen", 30).ok());
    CHECK(ChainingProcess(house, std::string(point.name) + "=exit").was_killed());
  }
  house.chain_all();
  CHECK(verified(house).checked == 60);
  CHECK(house.chained_order() == house.recorded_order());
}

TEST_CASE("an event that comes twice is one entry") {
  AuditHouse house;
  const auto id = Uuid::generate();
  const audit::EntryRecorded entry{"till.sold", "pen", "", "{}", {}};
  for (int time = 0; time < 2; ++time) {
    REQUIRE(house.instance.till
                .transact([&](db::Tx& tx) -> Result<void> {
                  house.instance.log.append(tx, {.topic = audit::kAuditEvents,
                                                 .aggregatetype = "audit",
                                                 .aggregateid = "audit",
                                                 .type = "audit.entry_recorded",
                                                 .payload = json::to_json(entry),
                                                 .id = id});
                  return {};
                })
                .ok());
  }
  REQUIRE(house.instance.record({"till.closed", "till_1", "", "{}", {}}).ok());
  const auto dispatcher = house.instance.dispatch();
  REQUIRE(eventually([&] { return house.chained() == 2; }));
  REQUIRE(eventually([&] { return house.instance.ledger.verify()->waiting == 0; }));
  CHECK(verified(house).checked == 2);
}

TEST_CASE("an entry that cannot be read stops the chain, and everybody can see how many wait") {
  AuditHouse house;
  REQUIRE(house.instance.record_many("pen", 3).ok());
  house.chain_all();
  REQUIRE(house.instance.till
              .transact([&](db::Tx& tx) -> Result<void> {
                house.instance.log.append(tx, {.topic = audit::kAuditEvents,
                                               .aggregatetype = "audit",
                                               .aggregateid = "audit",
                                               .type = "audit.entry_recorded",
                                               .payload = "{}"});
                return {};
              })
              .ok());
  REQUIRE(house.instance.record_many("pencil", 2).ok());
  const auto dispatcher = house.instance.dispatch();
  const auto state = [&] { return *house.instance.groups.find("audit"); };
  REQUIRE(eventually([&] { return state().dead_letters == 1 && state().queued == 2; }));
  CHECK(verified(house).checked == 3);
  CHECK(verified(house).waiting == 3);
  const auto letters = house.instance.groups.dead_letters({.group = "audit"});
  REQUIRE(letters.ok());
  REQUIRE(house.instance.groups.drop("audit", letters->letters.at(0).position).ok());
  REQUIRE(eventually([&] { return house.chained() == 5; }));
  CHECK(verified(house).checked == 5);
}

TEST_CASE("the chain is for good: it is not built again") {
  AuditHouse house;
  CHECK_FALSE(audit::chain(db::Database(house.instance.pool, "audit"), house.instance.metrics).is_rebuildable());
}
