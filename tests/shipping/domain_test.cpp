#include <array>
#include <catch2/catch.hpp>
#include <map>

#include "modules/shipping/domain/rate_book.hpp"
#include "modules/shipping/domain/shipment.hpp"
#include "modules/shipping/seed/demo_rates.hpp"

namespace kontor::shipping {
namespace {

const Currency kEur = *Currency::parse("EUR");

ShippingZoneId zone_id(std::uint64_t number) {
  return ShippingZoneId(Uuid::v7(number, 0, 0));
}

Parcel parcel_to(std::string country, std::string postal_code = "", std::optional<std::string> region = {}) {
  return {std::move(country), std::move(region), std::move(postal_code), Money(2'000, kEur), 1'000};
}

Timestamp at(const char* text) {
  return *parse_timestamp(text);
}

Method method_of(RateKind kind, std::vector<RateStep> steps, std::optional<std::int64_t> free_from = {}) {
  Method method;
  method.kind = kind;
  method.prices = {{kEur, std::move(steps), free_from}};
  return method;
}

TEST_CASE("the narrowest zone around a place is its zone") {
  const std::vector<Zone> zones{{zone_id(1), "Europe", false, {{"DE", {}, {}}, {"FR", {}, {}}, {"US", {}, {}}}, 1},
                                {zone_id(2), "Islands", false, {{"DE", {}, "2749"}, {"FR", {}, "20"}}, 1},
                                {zone_id(3), "Far states", false, {{"US", "AK", {}}, {"US", "HI", {}}}, 1},
                                {zone_id(4), "World", true, {}, 1},
                                {zone_id(5), "Europe again", false, {{"DE", {}, {}}}, 1},
                                {zone_id(6), "One town of Alaska", false, {{"US", "AK", "99501"}}, 1}};
  struct Row {
    Parcel parcel;
    const char* zone;
  };
  const std::vector<Row> rows{{parcel_to("DE", "10117"), "Europe"},
                              {parcel_to("DE", "27498"), "Islands"},
                              {parcel_to("de", "D-27498"), "Europe"},
                              {parcel_to("FR", "20 000"), "Islands"},
                              {parcel_to("FR", "75001"), "Europe"},
                              {parcel_to("US", "99502", "AK"), "Far states"},
                              {parcel_to("US", "10001", "NY"), "Europe"},
                              {parcel_to("US", "10001"), "Europe"},
                              {parcel_to("US", "99501-1234", "ak"), "One town of Alaska"},
                              {parcel_to("US", "99501"), "Europe"},
                              {parcel_to("JP", "100-0001"), "World"}};
  for (const auto& row : rows) {
    INFO(row.parcel.country << " " << row.parcel.postal_code << " " << row.parcel.region.value_or("-"));
    const auto* zone = zone_of(zones, row.parcel);
    REQUIRE(zone != nullptr);
    CHECK(zone->name == row.zone);
  }
  CHECK(zone_of(std::span(zones).first(3), parcel_to("JP")) == nullptr);
}

TEST_CASE("a method costs what its table says") {
  struct Row {
    Method method;
    std::int64_t value;
    std::int64_t grams;
    std::optional<std::int64_t> price;
  };
  const auto flat = method_of(RateKind::flat, {{0, 490}});
  const auto free_from_50 = method_of(RateKind::flat, {{0, 490}}, 5'000);
  const auto by_weight = method_of(RateKind::by_weight, {{0, 490}, {5'000, 790}, {10'000, 1'190}});
  const auto by_value = method_of(RateKind::by_value, {{0, 990}, {2'000, 490}, {5'000, 0}});
  auto light = flat;
  light.max_weight_grams = 2'000;
  const std::vector<Row> rows{{flat, 0, 0, 490},
                              {flat, 1'000'000, 90'000, 490},
                              {free_from_50, 4'999, 1, 490},
                              {free_from_50, 5'000, 1, 0},
                              {by_weight, 100, 0, 490},
                              {by_weight, 100, 4'999, 490},
                              {by_weight, 100, 5'000, 790},
                              {by_weight, 100, 9'999, 790},
                              {by_weight, 100, 10'000, 1'190},
                              {by_weight, 100, 99'000, 1'190},
                              {by_value, 0, 50, 990},
                              {by_value, 1'999, 50, 990},
                              {by_value, 2'000, 50, 490},
                              {by_value, 5'000, 50, 0},
                              {light, 100, 2'000, 490},
                              {light, 100, 2'001, std::nullopt}};
  for (const auto& row : rows) {
    INFO(row.value << " cents, " << row.grams << " g");
    auto parcel = parcel_to("DE");
    parcel.value = Money(row.value, kEur);
    parcel.weight_grams = row.grams;
    const auto price = price_of(row.method, parcel);
    REQUIRE(price.has_value() == row.price.has_value());
    if (price) CHECK(*price == Money(*row.price, kEur));
  }
  auto in_yen = parcel_to("DE");
  in_yen.value = Money(5'000, *Currency::parse("JPY"));
  CHECK_FALSE(price_of(flat, in_yen));
}

TEST_CASE("an estimate counts working days from when the house sends") {
  struct Row {
    const char* now;  // UTC
    int offset;
    int min_days;
    int max_days;
    const char* earliest;
    const char* latest;
    const char* text;
  };
  // 2026-03-02 is a Monday; the 6th, a Friday, is a holiday.
  const std::vector<Row> rows{{"2026-03-02T08:00:00Z", 0, 1, 1, "2026-03-03", "2026-03-03", "1 working day"},
                              {"2026-03-02T13:59:59Z", 0, 1, 2, "2026-03-03", "2026-03-04", "1 to 2 working days"},
                              {"2026-03-02T14:00:00Z", 0, 1, 2, "2026-03-04", "2026-03-05", "1 to 2 working days"},
                              {"2026-03-02T13:30:00Z", 60, 1, 1, "2026-03-04", "2026-03-04", "1 working day"},
                              {"2026-03-02T16:00:00Z", -180, 1, 1, "2026-03-03", "2026-03-03", "1 working day"},
                              {"2026-03-01T23:30:00Z", 60, 0, 0, "2026-03-02", "2026-03-02", "the day it is sent"},
                              {"2026-03-01T03:00:00Z", 0, 0, 1, "2026-03-02", "2026-03-03", "up to 1 working day"},
                              {"2026-03-04T08:00:00Z", 0, 2, 4, "2026-03-09", "2026-03-11", "2 to 4 working days"},
                              {"2026-03-05T15:00:00Z", 0, 0, 2, "2026-03-09", "2026-03-11", "up to 2 working days"},
                              {"2026-12-31T08:00:00Z", 0, 1, 1, "2027-01-01", "2027-01-01", "1 working day"}};
  WorkingTimes times{0, 14 * 60, {*parse_day("2026-03-06")}};
  for (const auto& row : rows) {
    INFO(row.now << " " << row.offset);
    times.utc_offset_minutes = row.offset;
    const auto found = estimate(times, row.min_days, row.max_days, at(row.now));
    CHECK(found.earliest == row.earliest);
    CHECK(found.latest == row.latest);
    CHECK(found.text == row.text);
  }
  CHECK_FALSE(parse_day("2026-02-30"));
  CHECK_FALSE(parse_day("2026-3-1"));
}

TEST_CASE("what can be chosen comes by its price, then by its place") {
  RateBook book;
  book.zones = {{zone_id(1), "Germany", false, {{"DE", {}, {}}}, 1}};
  const auto add = [&](std::string name, std::int64_t price, int position, bool active = true) {
    auto method = method_of(RateKind::flat, {{0, price}});
    method.id = ShippingMethodId(Uuid::v7(book.methods.size() + 1, 0, 0));
    method.zone_id = zone_id(1);
    method.name = std::move(name);
    method.position = position;
    method.active = active;
    book.methods.push_back(method);
  };
  add("express", 1'490, 0);
  add("second", 490, 2);
  add("first", 490, 1);
  add("resting", 1, 0, false);
  std::vector<std::string> names;
  for (const auto& quote : book.quotes({}, parcel_to("DE"), at("2026-03-02T08:00:00Z"))) names.push_back(quote.name);
  CHECK(names == std::vector<std::string>{"first", "second", "express"});
  CHECK(book.quotes({}, parcel_to("FR"), at("2026-03-02T08:00:00Z")).empty());
}

TEST_CASE("a method's table begins at nothing, ascends and names a currency once") {
  auto method = method_of(RateKind::by_weight, {{1, 490}, {5, 1}, {5, 2}});
  method.prices.push_back({kEur, {{0, 1}}, {}});
  method.min_days = 3;
  std::vector<std::string> problems;
  for (const auto& one : problems_of(method)) problems.push_back(one.pointer + " " + one.code);
  CHECK(problems == std::vector<std::string>{"/max_days range", "/prices/0/steps/0/from range",
                                             "/prices/0/steps/2/from range", "/prices/1/currency duplicate"});
  CHECK(problems_of(method_of(RateKind::flat, {{0, 1}, {5, 2}})).front().code == "items");
}

TEST_CASE("a shipment goes forwards only") {
  using enum ShipmentStatus;
  constexpr std::array kAll{created, packed, dispatched, in_transit, delivered, failed, returned, cancelled};
  // What staff may say and what a carrier's news may do, from each status, in the order above.
  const std::map<ShipmentStatus, std::pair<std::string, std::string>> table{
      {created, {".xx..x.x", "..xxxxx."}},    {packed, {"..x..x.x", "..xxxxx."}},
      {dispatched, {"...xxxx.", "...xxxx."}}, {in_transit, {"....xxx.", "....xxx."}},
      {delivered, {"......x.", "......x."}},  {failed, {"......x.", "......x."}},
      {returned, {"........", "........"}},   {cancelled, {"........", "........"}}};
  for (const auto& [from, expected] : table) {
    std::string by_staff;
    std::string by_news;
    for (const auto to : kAll) {
      by_staff += may_become(from, to) ? 'x' : '.';
      by_news += may_be_moved(from, to) ? 'x' : '.';
    }
    INFO(name_of(from));
    CHECK(by_staff == expected.first);
    CHECK(by_news == expected.second);
  }
}

TEST_CASE("what is split is neither more nor less than before") {
  const auto cups = Uuid::generate();
  const auto kettle = Uuid::generate();
  const std::vector<PackedItem> items{{cups, "C", "Cup", 6, 300}, {kettle, "K", "Kettle", 1, 1500}};
  const std::vector<ItemShare> some{{cups, 2}, {kettle, 1}};
  const auto parts = split(items, some);
  REQUIRE(parts);
  REQUIRE(parts->kept.size() == 1);
  CHECK(parts->kept.front().quantity == 4);
  REQUIRE(parts->taken.size() == 2);
  CHECK(parts->taken[0].quantity == 2);

  const std::vector<ItemShare> all{{cups, 6}, {kettle, 1}};
  CHECK(split(items, all).error().code == "nothing_left");
  const std::vector<ItemShare> wrong{{cups, 7}, {Uuid::generate(), 1}, {kettle, 1}, {kettle, 1}};
  const auto refused = split(items, wrong);
  REQUIRE_FALSE(refused);
  std::vector<std::string> problems;
  for (const auto& one : refused.error().fields) problems.push_back(one.pointer + " " + one.code);
  CHECK(problems ==
        std::vector<std::string>{"/items/0/quantity range", "/items/1/line_id unknown", "/items/3/quantity range"});
}

TEST_CASE("the demo shop sends to everywhere in each of its currencies") {
  const auto book = demo_rates();
  for (const auto& method : book.methods) CHECK(problems_of(method).empty());
  for (const auto* country : {"DE", "GB", "US", "JP", "BR"}) {
    for (const auto* currency : {"EUR", "GBP", "USD"}) {
      INFO(country << " " << currency);
      auto parcel = parcel_to(country);
      parcel.value = Money(2'000, *Currency::parse(currency));
      const auto quotes = book.quotes({}, parcel, at("2026-03-02T08:00:00Z"));
      REQUIRE(quotes.size() == 2);
      CHECK(quotes[0].price.amount() > 0);
      parcel.value = Money(100'000, *Currency::parse(currency));
      CHECK(book.quotes({}, parcel, at("2026-03-02T08:00:00Z"))[0].price.is_zero());
    }
  }
}

}  // namespace
}  // namespace kontor::shipping
