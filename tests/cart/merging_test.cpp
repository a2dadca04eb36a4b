#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "cart/cart_house.hpp"

namespace kontor::cart::test {
namespace {

using House = SharedCartHouse;

Ask claiming(const Json& cart, const std::string& bearer, Headers headers = {}) {
  return {.method = "POST",
          .path = "/carts/" + cart["id"].get<std::string>() + "/claim",
          .cart_token = cart["token"],
          .bearer = bearer,
          .headers = std::move(headers)};
}

Ask merging(const Json& into, const Json& from, const std::string& bearer = {}) {
  Ask ask{.method = "POST",
          .path = "/carts/" + into["id"].get<std::string>() + "/merge",
          .body = {{"cart_id", from["id"]}, {"token", from["token"]}},
          .bearer = bearer};
  if (into["token"].is_string()) ask.cart_token = into["token"];
  return ask;
}

}  // namespace

TEST_CASE_METHOD(House, "a guest who signs in finds both carts in one, nothing lost, and is told what became of it") {
  const auto ada = a_user();
  const auto shirt = neighbours.add({});
  const auto mug = neighbours.add({});
  const auto own = customer_cart(ada);
  REQUIRE(add(own, shirt, 9'998).status == 201);
  const auto guests = guest_cart();
  REQUIRE(add(guests, shirt, 3).status == 201);
  REQUIRE(add(guests, mug, 2).status == 201);
  REQUIRE(patch(guests, {{"email", "ada@example.com"}, {"shipping_address", in_berlin()}}).status == 200);

  const auto claimed = send(claiming(guests, ada));
  REQUIRE(claimed.status == 200);
  CHECK(claimed.body["id"] == own["id"]);
  CHECK(claimed.body["lines"][0]["quantity"] == 9'999);
  CHECK(claimed.body["lines"][1]["quantity"] == 2);
  CHECK(claimed.body["email"] == "ada@example.com");
  const auto& report = claimed.body["merged"];
  CHECK(report["from"] == guests["id"]);
  CHECK(report["lines"] ==
        Json::array(
            {{{"variant_id", shirt.str()}, {"before", 9'998}, {"added", 1}, {"quantity", 9'999}, {"capped", true}},
             {{"variant_id", mug.str()}, {"before", 0}, {"added", 2}, {"quantity", 2}, {"capped", false}}}));

  const auto again = send(claiming(guests, ada));
  CHECK(again.status == 200);
  CHECK(again.body == claimed.body);
  CHECK(get(own).body["version"] == claimed.body["version"]);
  const auto left = get(guests);
  CHECK(left.body["status"] == "merged");
  CHECK(left.body["merged_into"] == own["id"]);
  CHECK(left.body["email"].is_null());
  CHECK(add(guests, mug).code() == "cart_changed");
  CHECK(send(claiming(guests, a_user())).status == 404);
}

TEST_CASE_METHOD(House, "the cart of a guest who signs in without one becomes theirs, and its token opens it no more") {
  const auto ada = a_user();
  const auto guests = guest_cart();
  REQUIRE(add(guests, neighbours.add({}), 3).status == 201);
  const auto claimed = send(claiming(guests, ada));
  REQUIRE(claimed.status == 200);
  CHECK(claimed.body["id"] == guests["id"]);
  CHECK(claimed.body["lines"][0]["quantity"] == 3);
  CHECK_FALSE(claimed.body.contains("merged"));
  CHECK(get(guests).status == 404);
  CHECK(send({.path = "/carts/current", .bearer = ada}).body["id"] == guests["id"]);
  const auto again = send(claiming(guests, ada));
  CHECK(again.status == 200);
  CHECK(again.body["version"] == claimed.body["version"]);
  CHECK(send(claiming(guests, "")).status == 401);
  auto stolen = guest_cart();
  stolen["token"] = "nonsense";
  CHECK(send(claiming(stolen, ada)).status == 404);
}

TEST_CASE_METHOD(House, "carts are merged on demand by who may open both, once") {
  const auto ada = a_user();
  const auto shirt = neighbours.add({});
  const auto own = customer_cart(ada);
  const auto guests = guest_cart();
  REQUIRE(add(own, shirt, 1).status == 201);
  REQUIRE(add(guests, shirt, 2).status == 201);
  CHECK(send(merging(own, guests)).status == 404);
  auto unknown = guests;
  unknown["token"] = "nonsense";
  CHECK(send(merging(own, unknown, ada)).problems() == std::vector<std::string>{"/cart_id not_found"});
  CHECK(send(merging(own, own, ada)).problems() == std::vector<std::string>{"/cart_id same_cart"});
  const auto merged = send(merging(own, guests, ada));
  REQUIRE(merged.status == 200);
  CHECK(merged.body["lines"][0]["quantity"] == 3);
  CHECK(send(merging(own, guests, ada)).body == merged.body);
  const auto third = guest_cart();
  CHECK(send(merging(third, guests)).code() == "cart_changed");
}

TEST_CASE_METHOD(House, "claimed by two devices at once while a tab still adds, every piece is there once") {
  const auto ada = a_user();
  const auto shirt = neighbours.add({});
  const auto own = customer_cart(ada);
  REQUIRE(add(own, shirt, 1).status == 201);
  int expected = 1;
  for (int round = 1; round <= 5; ++round) {
    const auto guests = guest_cart();
    REQUIRE(add(guests, shirt, 10).status == 201);
    std::array<int, 4> statuses{};
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < statuses.size(); ++i) {
        threads.emplace_back([&, i] {
          statuses.at(i) = i < 2 ? send(claiming(guests, ada)).status : add(i == 2 ? own : guests, shirt, 1).status;
        });
      }
    }
    CHECK(statuses[0] == 200);
    CHECK(statuses[1] == 200);
    CHECK(statuses[2] == 201);
    const bool was_in_time = statuses[3] == 201;
    if (!was_in_time) CHECK(statuses[3] == 409);
    expected += 10 + 1 + (was_in_time ? 1 : 0);
    CHECK(get(own).body["lines"][0]["quantity"] == expected);
  }
}

}  // namespace kontor::cart::test
