#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/admin/audit_endpoint.hpp"
#include "kernel/audit/audit_house.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/telemetry/origin.hpp"

using namespace kontor;
using Json = nlohmann::json;

namespace {

const auto kAnn = personal::Person::guest("ann@example.org");

// Three deeds of two people, the second about Ann in person.
class AuditOverHttp {
 public:
  AuditOverHttp() {
    fixture_.endpoints = {app::admin::audit_endpoint(house_.instance.ledger)};
    record("user_1", {"till.opened", "till_1", R"({"open":false})", R"({"open":true})", {}});
    record("user_2", {"till.sold", "pen", "", "", seal(R"({"email":"ann@example.org"})")});
    record("user_1", {"till.closed", "till_1", "", "not JSON", {}});
    house_.chain_all();
  }

  http::test::Answer send(const std::string& query, const std::string& caller = "Bearer bob:audit.read") {
    return fixture_.get("/api/v1/admin/audit" + query, {{"Authorization", caller}});
  }
  Json get(const std::string& query) {
    const auto answer = send(query);
    INFO(answer.body());
    REQUIRE(answer.status() == 200);
    return Json::parse(answer.body());
  }
  void erase_ann() {
    auto& instance = house_.instance;
    REQUIRE(instance.till.transact([&](db::Tx& tx) -> Result<bool> { return instance.personal.erase(tx, kAnn); }).ok());
  }

 private:
  personal::Sealed seal(const std::string& text) {
    auto& instance = house_.instance;
    return instance.till
        .transact([&](db::Tx& tx) -> Result<personal::Sealed> { return instance.personal.seal(tx, kAnn, text); })
        .value();
  }
  void record(const std::string& actor, const audit::EntryRecorded& entry) {
    const telemetry::Origin origin{"request-1", "", actor};
    const telemetry::OriginScope scope(origin);
    REQUIRE(house_.instance.record(entry).ok());
  }

  test::AuditHouse house_;
  http::test::ApiFixture fixture_;
};

std::vector<int> numbers_in(const Json& list) {
  std::vector<int> numbers;
  for (const auto& entry : list["data"]) numbers.push_back(entry["number"].get<int>());
  return numbers;
}

}  // namespace

TEST_CASE("the audit is shown to who may read it, and to nobody else") {
  AuditOverHttp audit;
  CHECK(audit.send("", "").status() == 401);
  CHECK(audit.send("", "Bearer bob:events.read").status() == 403);
  CHECK(audit.send("").status() == 200);
}

TEST_CASE("an entry is shown with all it says, and its person until they are erased") {
  AuditOverHttp audit;
  const auto entries = audit.get("")["data"];
  REQUIRE(entries.size() == 3);
  const auto& opened = entries[2];
  CHECK(opened["number"] == 1);
  CHECK(opened["actor"] == "user_1");
  CHECK(opened["action"] == "till.opened");
  CHECK(opened["subject"] == "till_1");
  CHECK(opened["request_id"] == "request-1");
  CHECK(opened["before"] == Json{{"open", false}});
  CHECK(opened["after"] == Json{{"open", true}});
  CHECK(opened["personal"].is_null());
  CHECK(entries[1]["personal"] == Json{{"email", "ann@example.org"}});
  CHECK(entries[1]["before"].is_null());
  CHECK(entries[1]["previous_hash"] == opened["hash"]);
  CHECK(entries[0]["after"] == "not JSON");

  audit.erase_ann();
  const auto sold = audit.get("?action=till.sold")["data"][0];
  CHECK(sold["personal"].is_null());
  CHECK(sold["personal_erased"] == true);
  CHECK(sold["hash"] == entries[1]["hash"]);
}

TEST_CASE("the audit is filtered and comes page by page") {
  AuditOverHttp audit;
  CHECK(numbers_in(audit.get("?actor=user_1")) == std::vector<int>{3, 1});
  CHECK(numbers_in(audit.get("?subject=till_1&action=till.closed")) == std::vector<int>{3});
  CHECK(numbers_in(audit.get("?to=2020-01-01T00:00:00Z")).empty());
  const auto first = audit.get("?limit=2");
  CHECK(first["page"]["has_more"] == true);
  const auto rest = audit.get("?limit=2&cursor=" + first["page"]["next_cursor"].get<std::string>());
  CHECK(numbers_in(rest) == std::vector<int>{1});
  CHECK(rest["page"]["next_cursor"].is_null());
  for (const auto& [query, pointer] :
       {std::pair("?cursor=!", "/cursor"), {"?from=noon", "/from"}, {"?nobody=1", "/nobody"}}) {
    const auto answer = audit.send(query);
    CHECK(answer.status() == 422);
    CHECK(Json::parse(answer.body())["errors"][0]["pointer"] == pointer);
  }
}
