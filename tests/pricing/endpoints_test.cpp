#include <catch2/catch.hpp>

#include "pricing/pricing_house.hpp"

using namespace kontor;
using namespace kontor::pricing;
using namespace kontor::pricing::test;

namespace {

const Json kSale = {{"name", "Sale"}, {"terms", {{"kind", "percentage"}, {"percent_ppm", 100'000}}}};

std::vector<std::string> pointers_of(const http::test::Answer& answer) {
  std::vector<std::string> pointers;
  const auto body = json_of(answer);
  for (const auto& error : body["errors"]) pointers.push_back(error["pointer"]);
  return pointers;
}

std::string code_of(const http::test::Answer& answer) {
  return json_of(answer).value("code", "");
}

}  // namespace

TEST_CASE("staff administer promotions") {
  PricingHouse house;
  auto& here = house.program;

  SECTION("a promotion is made once per key, read, replaced by who has seen it, and removed") {
    const auto made = here.send("POST", "/promotions", kSale, "", "key-0001");
    REQUIRE(made.status() == 201);
    const auto again = here.send("POST", "/promotions", kSale, "", "key-0001");
    CHECK(json_of(again)["id"] == json_of(made)["id"]);
    CHECK(house.run_sql("select count(*) from pricing.promotion") == "1");

    const auto path = "/promotions/" + json_of(made)["id"].get<std::string>();
    CHECK(here.send("GET", path).header("ETag") == "\"1\"");
    auto other = kSale;
    other["name"] = "Better sale";
    CHECK(here.send("PUT", path, other).status() == 428);
    CHECK(here.send("PUT", path, other, "\"7\"").status() == 412);
    CHECK(here.send("PUT", path, other, "\"1\"").status() == 200);
    CHECK(json_of(here.send("GET", "/promotions"))["data"][0]["name"] == "Better sale");
    CHECK(here.send("DELETE", path, nullptr, "\"2\"").status() == 204);
    CHECK(here.send("GET", path).status() == 404);
    CHECK(house.run_sql("select string_agg(payload->>'action', ',' order by position) from bus.event"
                        " where type = 'audit.entry_recorded'") ==
          "pricing.promotion_created,pricing.promotion_changed,pricing.promotion_removed");
    CHECK(house.published("prices_changed") == 3);
  }

  SECTION("every problem of a promotion is named") {
    const auto refused = here.send("POST", "/promotions",
                                   {{"name", "Sale"},
                                    {"starts_at", "2026-01-02T00:00:00Z"},
                                    {"ends_at", "2026-01-01T00:00:00Z"},
                                    {"terms", {{"kind", "buy_x_get_y"}, {"target", "products"}}}});
    CHECK(refused.status() == 422);
    CHECK(pointers_of(refused) == std::vector<std::string>{"/terms/percent_ppm", "/terms/buy_quantity",
                                                           "/terms/get_quantity", "/terms/product_ids", "/ends_at"});
  }

  SECTION("codes are given or generated, and belong to one promotion") {
    const auto path = "/promotions/" + here.make("/promotions", kSale)["id"].get<std::string>() + "/codes";
    CHECK(here.make(path, {{"codes", {"Spring", "spring", "Summer"}}})["skipped"] == 1);
    const auto many = here.make(path, {{"generate", {{"count", 300}, {"prefix", "X-"}}}, {"usage_limit", 1}});
    CHECK(many["codes"].size() == 300);
    const auto page = json_of(here.send("GET", path + "?limit=2"));
    CHECK(page["data"][0]["code"] == "Spring");
    CHECK(page["page"]["has_more"] == true);
    CHECK(here.send("DELETE", path + "/SPRING").status() == 204);
    CHECK(here.send("DELETE", path + "/SPRING").status() == 404);
    CHECK(here.send("POST", path, Json::object()).status() == 422);
  }

  SECTION("limits do not go below what orders have") {
    auto limited = kSale;
    limited["usage_limit"] = 5;
    const auto path = "/promotions/" + here.make("/promotions", limited)["id"].get<std::string>();
    house.run_sql("update pricing.promotion_counter set used = 3");
    limited["usage_limit"] = 2;
    CHECK(code_of(here.send("PUT", path, limited, "\"1\"")) == "limit_below_use");
    limited["usage_limit"] = 3;
    CHECK(json_of(here.send("PUT", path, limited, "\"1\""))["used"] == 3);
  }
}

TEST_CASE("staff administer price lists, taxes and currencies") {
  PricingHouse house;
  auto& here = house.program;

  SECTION("price lists with their entries") {
    const auto list = here.make("/price-lists", {{"name", "Wholesale"}, {"currency", "JPY"}});
    const auto path = "/price-lists/" + list["id"].get<std::string>();
    const auto variant = here.catalog.add(100).str();
    const auto entry = [&](int from, int amount) {
      return Json{{"variant_id", variant}, {"from_quantity", from}, {"amount", amount}};
    };
    CHECK(pointers_of(here.send("POST", path + "/entries", {{"set", {entry(1, 90), entry(1, 80)}}})) ==
          std::vector<std::string>{"/set/1"});
    CHECK(here.send("POST", path + "/entries", {{"set", {entry(1, 90), entry(10, 80)}}}).status() == 200);
    const auto page = json_of(here.send("GET", path + "/entries?limit=1"));
    const auto rest =
        json_of(here.send("GET", path + "/entries?cursor=" + page["page"]["next_cursor"].get<std::string>()));
    CHECK(rest["data"][0]["amount"] == 80);
    const Json gone = {{"remove", {{{"variant_id", variant}, {"from_quantity", 10}}}}};
    CHECK(json_of(here.send("POST", path + "/entries", gone))["version"] == 3);
    CHECK(here.send("PUT", path, {{"name", "Resellers"}}, "\"3\"").status() == 200);
    CHECK(here.send("DELETE", path, nullptr, "\"4\"").status() == 204);
  }

  SECTION("tax zones and classes") {
    const Json zone = {
        {"name", "Chile"},
        {"country", "CL"},
        {"rates", {{{"tax_class", "standard"}, {"valid_from", "2020-01-01T00:00:00Z"}, {"rate_ppm", 190'000}}}}};
    const auto made = here.make("/tax-zones", zone);
    CHECK(code_of(here.send("POST", "/tax-zones", zone)) == "zone_exists");
    auto unknown = zone;
    unknown["rates"][0]["tax_class"] = "luxury";
    const auto path = "/tax-zones/" + made["id"].get<std::string>();
    CHECK(here.send("PUT", path, unknown, "\"1\"").status() == 422);
    here.make("/tax-classes", {{"code", "luxury"}, {"name", "Luxury"}});
    CHECK(here.send("PUT", path, unknown, "\"1\"").status() == 200);
    CHECK(code_of(here.send("DELETE", "/tax-classes/luxury", nullptr, "\"1\"")) == "tax_class_in_use");
    CHECK(here.send("DELETE", path, nullptr, "\"2\"").status() == 204);
    CHECK(here.send("DELETE", "/tax-classes/luxury", nullptr, "\"1\"").status() == 204);
    CHECK(code_of(here.send("DELETE", "/tax-classes/standard", nullptr, "\"1\"")) == "standard_tax_class");
  }

  SECTION("a currency that nothing is sold in") {
    const auto variant = here.catalog.add(100).str();
    const Json basket = {{"currency", "EUR"}, {"lines", {{{"variant_id", variant}, {"quantity", 2}}}}};
    const auto priced = json_of(here.send("POST", "/preview", basket));
    CHECK(priced["totals"]["total"]["amount"] == 200);
    CHECK(here.send("PUT", "/currencies/EUR", {{"enabled", false}, {"prices_include_tax", true}}).status() == 200);
    CHECK(pointers_of(here.send("POST", "/preview", basket)) == std::vector<std::string>{"/currency"});
    CHECK(here.send("PUT", "/currencies/EUR", {{"enabled", true}, {"prices_include_tax", true}}).status() == 428);
  }
}
