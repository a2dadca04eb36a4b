#include <catch2/catch.hpp>

#include "pricing/pricing_house.hpp"
#include "support/euro.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::pricing;
using namespace kontor::pricing::test;
using kontor::test::eventually;
using kontor::test::kEuro;

namespace {

PromotionId promotion(PricingHouse& house, Json more) {
  Json body = {{"name", "Sale"}, {"terms", {{"kind", "percentage"}, {"percent_ppm", 100'000}}}};
  body.update(more);
  return *PromotionId::parse(house.program.make("/promotions", body)["id"].get<std::string>());
}

void add_code(PricingHouse& house, const PromotionId& id, const std::string& code, Json limit = nullptr) {
  Json body = {{"codes", {code}}};
  if (!limit.is_null()) body["usage_limit"] = limit;
  house.program.make("/promotions/" + id.str() + "/codes", body);
}

ClaimPromotions claim_for(const PromotionId& id, std::optional<std::string> code, std::int64_t cents,
                          const std::string& buyer) {
  return {Uuid::generate(), buyer, {{id, std::move(code), {cents, kEuro}}}};
}

}  // namespace

TEST_CASE("of two hundred orders with a code that is good once, one has it") {
  PricingHouse house;
  const auto id = promotion(house, Json::object());
  add_code(house, id, "ONCE", 1);
  for (int i = 0; i < 200; ++i) house.program.publish(claim_for(id, "once", 500, "buyer" + std::to_string(i)));
  PricingProgram other(house.database.settings());
  house.program.start();
  other.start();
  REQUIRE(eventually([&] { return house.published("promotions_refused") == 199; }));
  CHECK(house.published("promotions_claimed") == 1);
  CHECK(house.run_sql("select used from pricing.promotion_code") == "1");
}

TEST_CASE("a campaign's budget is spent to the last that fits and never beyond") {
  PricingHouse house;
  const auto id = promotion(house, {{"budget", {{"amount", 10'000}, {"currency", "EUR"}}}});
  std::vector<ClaimPromotions> claims;
  for (int i = 0; i < 150; ++i) {
    claims.push_back(claim_for(id, std::nullopt, 99 + i % 7, "buyer" + std::to_string(i)));
    house.program.publish(claims.back());
  }
  house.program.start();
  REQUIRE(
      eventually([&] { return house.published("promotions_claimed") + house.published("promotions_refused") == 150; }));
  const auto spent = std::stoll(house.run_sql("select spent_minor from pricing.promotion_counter"));
  CHECK(spent <= 10'000);
  CHECK(spent > 10'000 - 106);
  CHECK(house.run_sql("select sum(amount_minor) from pricing.claim_line") == std::to_string(spent));

  SECTION("and is there again when all is released") {
    for (const auto& one : claims) house.program.publish(ReleasePromotions{one.reference});
    REQUIRE(eventually([&] { return house.published("promotions_released") == 150; }));
    CHECK(house.run_sql("select spent_minor || '|' || used from pricing.promotion_counter") == "0|0");
    CHECK(house.run_sql("select count(*) from pricing.claim_line") == "0");
  }
}

TEST_CASE("claims of the same promotions in opposite orders all come to an end, each customer has theirs once") {
  PricingHouse house;
  const auto one = promotion(house, {{"usage_limit", 1000}});
  const auto two = promotion(house, {{"usage_limit", 1000}, {"usage_limit_per_customer", 1}});
  for (int i = 0; i < 100; ++i) {
    ClaimPromotions command{Uuid::generate(), "buyer" + std::to_string(i % 10), {}};
    const Claim first{one, std::nullopt, {100, kEuro}};
    const Claim second{two, std::nullopt, {100, kEuro}};
    command.claims = i % 2 == 0 ? std::vector{first, second} : std::vector{second, first};
    house.program.publish(command);
  }
  PricingProgram other(house.database.settings());
  house.program.start();
  other.start();
  REQUIRE(eventually([&] { return house.published("promotions_refused") == 90; }));
  CHECK(house.published("promotions_claimed") == 10);
  CHECK(house.run_sql("select string_agg(used::text, ',') from pricing.promotion_counter") == "10,10");
  CHECK(house.run_sql("select count(*) || '|' || min(used) || '|' || max(used) from pricing.customer_use") == "10|1|1");
  CHECK(house.run_sql("select count(*) from bus.dead_letter") == "0");
}

TEST_CASE("commands that come again, and in the wrong order, change nothing") {
  PricingHouse house;
  const auto id = promotion(house, {{"usage_limit", 5}, {"usage_limit_per_customer", 2}});
  house.program.start();
  const auto good = claim_for(id, std::nullopt, 100, "ada");
  for (int i = 0; i < 3; ++i) house.program.publish(good);
  REQUIRE(eventually([&] { return house.published("promotions_claimed") == 3; }));
  CHECK(house.run_sql("select used from pricing.promotion_counter") == "1");

  const auto late = claim_for(id, std::nullopt, 100, "grace");
  house.program.publish(ReleasePromotions{late.reference});
  house.program.publish(late);
  house.program.publish(ReleasePromotions{good.reference});
  house.program.publish(ReleasePromotions{good.reference});
  REQUIRE(eventually([&] { return house.published("promotions_released") == 3; }));
  REQUIRE(eventually([&] { return house.published("promotions_refused") == 1; }));
  CHECK(house.run_sql("select used from pricing.promotion_counter") == "0");
  CHECK(house.run_sql("select payload->'refusals'->0->>'reason' from bus.event"
                      " where type = 'pricing.promotions_refused'") == "released");
  CHECK(house.run_sql("select used from pricing.customer_use where buyer = 'ada'") == "0");

  const auto kept = claim_for(id, std::nullopt, 100, "edith");
  house.program.publish(kept);
  REQUIRE(eventually([&] { return house.published("promotions_claimed") == 4; }));
  const auto forget = [&] {
    const auto job = house.program.module.jobs().front();
    CHECK(job.run(jobs::JobRun(job.name, {}, 1, Deadline::after(std::chrono::seconds(60)))));
    return house.run_sql("select string_agg(distinct state, ',' order by state) from pricing.claim");
  };
  CHECK(forget() == "claimed,released");
  house.run_sql("update kernel.clock set ahead = ahead + interval '91 days'");
  CHECK(forget() == "claimed");  // what counts is never forgotten
}
