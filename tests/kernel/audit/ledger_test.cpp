#include "kernel/audit/ledger.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "kernel/audit/audit_house.hpp"
#include "kernel/telemetry/origin.hpp"

using namespace kontor;
using test::AuditHouse;

namespace {

std::vector<std::int64_t> numbers_of(const audit::LedgerPage& page) {
  std::vector<std::int64_t> numbers;
  for (const auto& one : page.entries) numbers.push_back(one.entry.number);
  return numbers;
}

std::vector<std::int64_t> found(const AuditHouse& house, const audit::LedgerQuery& query) {
  const auto page = house.instance.ledger.page(query);
  REQUIRE(page.ok());
  return numbers_of(*page);
}

void record_as(AuditHouse& house, const std::string& actor, const std::string& action, const std::string& subject) {
  const telemetry::Origin origin{"", "", actor};
  const telemetry::OriginScope scope(origin);
  REQUIRE(house.instance.record({action, subject, "", "{}", {}}).ok());
}

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("pages go from the newest to the oldest, each entry once, whatever is appended meanwhile") {
  AuditHouse house;
  REQUIRE(house.instance.record_many("pen", 5).ok());
  house.chain_all();
  const auto first = house.instance.ledger.page({.limit = 2});
  REQUIRE(first.ok());
  CHECK(numbers_of(*first) == Numbers{5, 4});
  REQUIRE(house.instance.record_many("pen", 1).ok());
  house.chain_all();
  const auto second = house.instance.ledger.page({.cursor = first->next, .limit = 2});
  REQUIRE(second.ok());
  CHECK(numbers_of(*second) == Numbers{3, 2});
  const auto third = house.instance.ledger.page({.cursor = second->next, .limit = 2});
  REQUIRE(third.ok());
  CHECK(numbers_of(*third) == Numbers{1});
  CHECK_FALSE(third->next);
  CHECK(house.instance.ledger.page({.cursor = "?"}).error().fields.at(0).pointer == "/cursor");
}

TEST_CASE("entries are found by what was done, to what, by whom and when") {
  AuditHouse house;
  record_as(house, "user_ann", "till.opened", "till_1");
  record_as(house, "user_bob", "till.opened", "till_2");
  const auto noon = house.instance.clock.now();
  record_as(house, "user_ann", "till.closed", "till_1");
  house.chain_all();
  CHECK(found(house, {.action = "till.opened"}) == Numbers{2, 1});
  CHECK(found(house, {.subject = "till_1"}) == Numbers{3, 1});
  CHECK(found(house, {.actor = "user_bob"}) == Numbers{2});
  CHECK(found(house, {.from = noon}) == Numbers{3});
  CHECK(found(house, {.to = noon}) == Numbers{2, 1});
  CHECK(found(house, {.subject = "till_1", .actor = "user_ann", .to = noon}) == Numbers{1});
  CHECK(found(house, {.action = "till"}).empty());
  CHECK(found(house, {.actor = "' or true --"}).empty());
}

TEST_CASE("an erased person leaves the chain whole, and what was said of them unreadable") {
  AuditHouse house;
  auto& instance = house.instance;
  const auto ann = personal::Person::guest("ann@example.org");
  REQUIRE(instance.record({"till.opened", "till_1", "", "{}", {}}).ok());
  REQUIRE(instance.till
              .transact([&](db::Tx& tx) -> Result<void> {
                const auto sealed = instance.personal.seal(tx, ann, R"({"email":"ann@example.org"})");
                instance.trail.record(tx, {"till.sold", "pen", "", "{}", sealed});
                return {};
              })
              .ok());
  house.chain_all();
  const auto readable = instance.ledger.page({});
  REQUIRE(readable.ok());
  CHECK(readable->entries[0].personal == R"({"email":"ann@example.org"})");
  CHECK_FALSE(readable->entries[0].erased);
  CHECK_FALSE(readable->entries[1].personal);
  CHECK_FALSE(readable->entries[1].erased);
  const auto anchor = instance.ledger.head().value();

  REQUIRE(instance.till.transact([&](db::Tx& tx) -> Result<bool> { return instance.personal.erase(tx, ann); }).value());
  const auto erased = instance.ledger.page({});
  REQUIRE(erased.ok());
  CHECK_FALSE(erased->entries[0].personal);
  CHECK(erased->entries[0].erased);
  const auto verification = instance.ledger.verify(anchor);
  REQUIRE(verification.ok());
  CHECK_FALSE(verification->broken);
  CHECK(verification->checked == 2);
  CHECK(house.database.run_sql("select count(*) from audit.entry where entry::text like '%ann@%'") == "0");
}

TEST_CASE("an empty chain is whole, and nobody has served it") {
  AuditHouse house;
  const auto verification = house.instance.ledger.verify();
  REQUIRE(verification.ok());
  CHECK(verification->checked == 0);
  CHECK(verification->head == audit::Anchor{});
  CHECK_FALSE(verification->broken);
  CHECK_FALSE(verification->waiting);
}

TEST_CASE("a long chain is walked in pieces, with progress") {
  AuditHouse house;
  const bool full = std::getenv("KONTOR_TEST_FULL") != nullptr;
  const int length = full ? 50'000 : 2'600;
  REQUIRE(house.instance.record_many("pen", length).ok());
  house.chain_all();
  std::vector<std::int64_t> steps;
  const auto start = std::chrono::steady_clock::now();
  const auto verification = house.instance.ledger.verify({}, [&](std::int64_t checked, std::int64_t total) {
    CHECK(total == length);
    steps.push_back(checked);
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (full) std::printf("%d entries verified in %.2f s\n", length, took.count());
  REQUIRE(verification.ok());
  CHECK(verification->checked == length);
  CHECK_FALSE(verification->broken);
  CHECK(steps.size() == static_cast<std::size_t>((length + 499) / 500));
  CHECK(std::is_sorted(steps.begin(), steps.end()));
}
