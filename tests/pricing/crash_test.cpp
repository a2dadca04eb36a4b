#include <catch2/catch.hpp>

#include "modules/pricing/failpoints.hpp"
#include "pricing/pricing_house.hpp"
#include "support/child_process.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::pricing;
using namespace kontor::pricing::test;
using kontor::test::eventually;

TEST_CASE("killed at every failpoint, each claim and release counts once and is answered") {
  PricingHouse house;
  const auto id = house.program.make(
      "/promotions",
      {{"name", "Sale"}, {"usage_limit", 1000}, {"terms", {{"kind", "percentage"}, {"percent_ppm", 100'000}}}});
  const auto promotion = *PromotionId::parse(id["id"].get<std::string>());
  int claims = 0;
  std::vector<Uuid> references;
  const auto order = [&](int times) {
    for (int i = 0; i < times; ++i, ++claims) {
      references.push_back(Uuid::generate());
      house.program.publish(
          ClaimPromotions{references.back(), "ada", {{promotion, std::nullopt, {1, *Currency::parse("EUR")}}}});
    }
  };
  for (const auto& point : kFailpoints) {
    for (const auto* pass : {"1", "2"}) {
      INFO(point.name << " at pass " << pass);
      order(10);
      const auto& settings = house.database.settings();
      kontor::test::ChildProcess worker(
          KONTOR_TEST_WORKER, {settings.url, settings.role_prefix, std::string(point.name) + "=exit@" + pass});
      CHECK(worker.was_killed());
    }
  }
  order(5);
  for (std::size_t i = 0; i < 20; ++i) house.program.publish(ReleasePromotions{references[i]});
  house.program.start();
  REQUIRE(eventually([&] { return house.published("promotions_released") == 20; }));
  REQUIRE(eventually([&] { return house.published("promotions_claimed") == claims; }));
  CHECK(house.run_sql("select used from pricing.promotion_counter") == std::to_string(claims - 20));
  CHECK(house.run_sql("select count(*) from pricing.claim_line") == std::to_string(claims - 20));
}
