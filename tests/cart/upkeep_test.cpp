#include <catch2/catch.hpp>

#include "cart/cart_house.hpp"

namespace kontor::cart::test {

namespace {

using std::chrono::days;
using std::chrono::hours;

}  // namespace

TEST_CASE_METHOD(OwnCartHouse, "an abandoned cart is told of once, until it is touched again; its address is sealed") {
  const auto cart = filled_cart();
  guest_cart();  // has no lines: nobody has to know
  const auto told = [&] { return published("cart.cart_abandoned"); };
  pass_time(hours(3));
  REQUIRE(run_upkeep());
  CHECK(told().empty());
  pass_time(hours(2));
  REQUIRE(run_upkeep());
  REQUIRE(run_upkeep());
  REQUIRE(told().size() == 1);
  CHECK(told()[0]["cart_id"] == cart["id"]);
  CHECK(told()[0]["items"]["amount"] == 2 * 1999 + 500);
  const auto sealed = personal::Sealed::parse(told()[0]["email"].get<std::string>()).value();
  const auto opened = personal.open_all(database, {&sealed, 1});
  REQUIRE(opened);
  CHECK(opened->front() == "ada@example.com");

  pass_time(days(1));
  REQUIRE(run_upkeep());
  CHECK(told().size() == 1);
  REQUIRE(patch(cart, {{"note", "back again"}}).status == 200);
  pass_time(hours(3));
  REQUIRE(run_upkeep());
  CHECK(told().size() == 1);
  pass_time(hours(2));
  REQUIRE(run_upkeep());
  CHECK(told().size() == 2);
}

TEST_CASE_METHOD(OwnCartHouse,
                 "a guest's cart that nobody touched is gone after its time, a customer's is kept longer") {
  const auto ada = a_user();
  const auto hers = customer_cart(ada);
  std::vector<Json> guests;
  for (int i = 0; i < 5; ++i) guests.push_back(filled_cart());
  pass_time(days(29));
  REQUIRE(run_upkeep());
  REQUIRE(patch(guests[0], {{"note", "still here"}}).status == 200);
  pass_time(days(2));
  CHECK(get(guests[1]).status == 404);
  CHECK(add(guests[1], neighbours.add({})).status == 404);
  REQUIRE(run_upkeep());
  CHECK(run_sql("select count(*) from cart.cart") == "2");
  CHECK(get(guests[0]).status == 200);
  CHECK(get(hers).status == 200);
  pass_time(days(335));
  REQUIRE(run_upkeep());
  CHECK(run_sql("select count(*) from cart.cart") == "0");
}

TEST_CASE("more carts than are looked after at once are all looked after, and none where nobody wants to know") {
  OwnCartHouse house({.abandoned_minutes = 0});
  const auto cart = house.filled_cart();
  house.run_sql(
      "insert into cart.cart (id, token_digest, content, created_at, touched_at, look_at)"
      " select gen_random_uuid(), token_digest, content, created_at, touched_at, look_at"
      " from cart.cart, generate_series(1, 450)");
  house.pass_time(days(1));
  REQUIRE(house.run_upkeep());
  CHECK(house.published("cart.cart_abandoned").empty());
  CHECK(house.run_sql("select count(*) from cart.cart") == "451");
  house.pass_time(days(30));
  REQUIRE(house.run_upkeep());
  CHECK(house.run_sql("select count(*) from cart.cart") == "0");
}

}  // namespace kontor::cart::test
