#include <catch2/catch.hpp>

#include "cart/cart_house.hpp"
#include "modules/identity/api/events.hpp"
#include "support/eventually.hpp"

namespace kontor::cart::test {
namespace {

using kontor::test::eventually;

// Told what was answered, in order.
struct Served : SharedCartHouse {
  Served() { start(); }

  std::vector<std::string> answers(const Json& cart) const {
    const auto all = run_sql(
        "select coalesce(string_agg(substr(type, 6) || coalesce(':' || (payload->>'reason'), ''), ' ' order by "
        "position), '') from bus.event where type in ('cart.cart_closed', 'cart.cart_refused', 'cart.cart_reopened') "
        "and aggregateid = '" +
        cart["id"].get<std::string>() + "'");
    std::vector<std::string> answers;
    std::string one;
    for (const char c : all + " ") {
      if (c != ' ') {
        one += c;
      } else if (!one.empty()) {
        answers.push_back(std::exchange(one, ""));
      }
    }
    return answers;
  }
  bool answered(const Json& cart, const std::vector<std::string>& expected) {
    return eventually([&] { return answers(cart).size() >= expected.size(); }) && answers(cart) == expected;
  }
};

using Answers = std::vector<std::string>;

}  // namespace

TEST_CASE_METHOD(Served, "a cart that is being ordered can be looked at but not changed, until it is opened again") {
  const auto cart = filled_cart();
  const auto version = cart["version"].get<std::int64_t>();
  const auto order = Uuid::generate();
  command(CloseCart{id_of(cart), version, order});
  command(CloseCart{id_of(cart), version, order});
  REQUIRE(answered(cart, {"cart_closed", "cart_closed"}));
  CHECK(get(cart).body["status"] == "closed");
  for (const auto& answer : {add(cart, neighbours.add({})), patch(cart, {{"note", "late"}})}) {
    CHECK(answer.status == 409);
    CHECK(answer.code() == "cart_changed");
  }
  const auth::Caller nobody;
  const auto ordered_again = module.carts().checkout(id_of(cart), {nobody, cart["token"].get<std::string>()});
  REQUIRE_FALSE(ordered_again);
  CHECK(ordered_again.error().code == "cart_changed");

  command(CloseCart{id_of(cart), version, Uuid::generate()});
  command(ReopenCart{id_of(cart), order});
  command(ReopenCart{id_of(cart), order});
  command(CloseCart{id_of(cart), version, order});
  REQUIRE(answered(cart, {"cart_closed", "cart_closed", "cart_refused:cart_closed", "cart_reopened", "cart_reopened",
                          "cart_refused:cart_changed"}));
  CHECK(get(cart).body["status"] == "open");
  CHECK(get(cart).body["version"] == version);
  CHECK(patch(cart, {{"note", "in time"}}).status == 200);
  command(CloseCart{id_of(cart), version, Uuid::generate()});
  command(CloseCart{id_of(cart), version + 1, Uuid::generate()});
  CHECK(answered(cart, {"cart_closed", "cart_closed", "cart_refused:cart_closed", "cart_reopened", "cart_reopened",
                        "cart_refused:cart_changed", "cart_refused:cart_changed", "cart_closed"}));
}

TEST_CASE_METHOD(Served, "an order that gave up before its cart was closed leaves it open") {
  const auto cart = filled_cart();
  const auto order = Uuid::generate();
  command(ReopenCart{id_of(cart), order});
  command(CloseCart{id_of(cart), cart["version"].get<std::int64_t>(), order});
  CHECK(answered(cart, {"cart_reopened", "cart_refused:cart_changed"}));
  CHECK(get(cart).body["status"] == "open");
  const Json none{{"id", CartId::generate().str()}};
  command(CloseCart{id_of(none), 1, order});
  command(ReopenCart{id_of(none), order});
  CHECK(answered(none, {"cart_refused:not_found", "cart_reopened"}));
}

TEST_CASE_METHOD(Served, "a batch of commands for many carts is obeyed in the order of each") {
  std::vector<Json> carts;
  for (int i = 0; i < 30; ++i) carts.push_back(guest_cart());
  const auto order = Uuid::generate();
  const auto done = database.transact([&](db::Tx& tx) -> Result<void> {
    for (const auto& cart : carts) {
      log.publish(tx, cart["id"].get<std::string>(), CloseCart{id_of(cart), 1, order});
      log.publish(tx, cart["id"].get<std::string>(), ReopenCart{id_of(cart), order});
      log.publish(tx, cart["id"].get<std::string>(), CloseCart{id_of(cart), 1, Uuid::generate()});
    }
    return {};
  });
  REQUIRE(done);
  for (const auto& cart : carts) CHECK(answered(cart, {"cart_closed", "cart_reopened", "cart_closed"}));
  for (const auto& cart : carts) CHECK(get(cart).body["status"] == "closed");
}

TEST_CASE_METHOD(Served, "who is erased leaves no cart") {
  const auto ada = a_user();
  const auto hers = customer_cart(ada);
  const auto guests = filled_cart();
  const identity::UserErased erased{identity::UserId(Uuid::parse(ada.substr(5)).value())};
  REQUIRE(database.transact([&](db::Tx& tx) -> Result<void> {
    log.publish(tx, erased.user_id.str(), erased);
    return {};
  }));
  CHECK(eventually([&] { return get(hers).status == 404; }));
  CHECK(run_sql("select count(*) from cart.cart where user_id = '" + ada.substr(5) + "'") == "0");
  CHECK(get(guests).status == 200);
}

TEST_CASE_METHOD(Served, "what inventory says of an article is heard before the next look") {
  const auto cart = guest_cart();
  const auto shirt = neighbours.add({.stock = 5});
  REQUIRE(add(cart, shirt).body["lines"][0]["available"] == 5);
  neighbours.change(shirt, {.stock = 3});
  CHECK(eventually([&] { return get(cart).body["lines"][0]["available"] == 3; }));
}

}  // namespace kontor::cart::test
