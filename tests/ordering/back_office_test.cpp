#include <catch2/catch.hpp>
#include <random>

#include "modules/ordering/domain/invoice.hpp"
#include "modules/ordering/domain/refund.hpp"
#include "modules/ordering/store/view_rows.hpp"
#include "ordering/ordering_house.hpp"

namespace kontor::ordering::test {
namespace {

const Currency kEur = Currency::parse("EUR").value();

Money cents(std::int64_t amount) {
  return {amount, kEur};
}

struct Sent {
  cart::CartId cart;
  std::string id;
  Uuid reference;
  shipping::ShipmentId shipment;
  std::string line;
};

Sent sent(OrderingHouse& house, const CartSpec& spec = {}) {
  const auto cart = house.cart(spec);
  const auto placed = house.place(cart);
  REQUIRE(placed.status == 201);
  Sent order{cart, placed.body["id"], OrderId::parse(placed.body["id"].get<std::string>()).value().uuid(),
             shipping::ShipmentId::parse(placed.body["shipment"]["id"].get<std::string>()).value(),
             placed.body["lines"][0]["id"]};
  house.say(order.shipment.str(), shipping::ShipmentDispatched{order.shipment, order.reference, std::nullopt, {}});
  house.settled(order.id, "dispatched");
  return order;
}

Answer post(OrderingHouse& house, const std::string& path, Json body, const std::string& bearer = "staff",
            const std::string& cart_token = "") {
  return house.send(
      {.method = "POST", .path = path, .body = std::move(body), .bearer = bearer, .cart_token = cart_token});
}

TEST_CASE("what comes back is approved, received, put on the shelf and paid back, a part at a time") {
  OrderingHouse house;
  const auto order = sent(house, {.quantity = 3, .unit_price = 1000, .discount = 100, .shipping = 500});
  const auto token = OrderingHouse::token_of(order.cart);
  const auto path = "/orders/" + order.id + "/returns";
  const auto body = [&](int pieces) {
    return Json{{"reason", "Too small"}, {"lines", {{{"line_id", order.line}, {"quantity", pieces}}}}};
  };
  CHECK(post(house, path, body(1), "").status == 404);
  CHECK(post(house, path, body(4), "", token).status == 422);
  const auto asked = post(house, path, body(1), "", token);
  REQUIRE(asked.status == 201);
  CHECK(asked.body["refund"] == 967);  // a third of 29.00
  CHECK(post(house, path, body(3), "", token).status == 422);
  const auto at = "/admin/returns/" + asked.body["id"].get<std::string>();
  CHECK(post(house, at + "/receive", Json::object()).code() == "return_status");
  CHECK(post(house, at + "/approve", nullptr).body["status"] == "approved");
  CHECK(post(house, at + "/receive", Json::object()).status == 200);
  CHECK(kontor::test::eventually([&] { return house.get(path, token).body["data"][0]["status"] == "refunded"; }));
  CHECK(house.published("inventory.restock_return").size() == 1);
  CHECK(house.published("payment.refund_payment")[0]["amount"]["amount"] == 967);
  CHECK(house.published("ordering.return_received").size() == 1);
  const auto rest = post(house, path, body(2), "", token);
  CHECK(rest.body["refund"] == 2900 - 967);
  const auto rejected =
      post(house, "/admin/returns/" + rest.body["id"].get<std::string>() + "/reject", {{"reason", "Worn"}});
  CHECK(rejected.body["status"] == "rejected");
  CHECK(post(house, path, body(2), "", token).status == 201);  // what was rejected may be asked again
  CHECK(house.get("/admin/returns", "", "staff").body["data"].size() == 3);
}

TEST_CASE("nothing comes back of what has not left") {
  OrderingHouse house;
  const auto cart = house.cart();
  const auto placed = house.place(cart);
  const auto answer =
      post(house, "/orders/" + placed.body["id"].get<std::string>() + "/returns",
           {{"reason", "x"}, {"lines", {{{"line_id", placed.body["lines"][0]["id"]}, {"quantity", 1}}}}}, "",
           OrderingHouse::token_of(cart));
  CHECK(answer.code() == "not_dispatched");
}

TEST_CASE("lists come from the read model, which is found by words and built again to the same sum") {
  OrderingHouse house;
  const auto user = Uuid::generate();
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(house.place(house.cart()).body["id"]);
  const auto cart = house.cart({.user_id = user});
  const auto mine =
      house.send({.method = "POST",
                  .path = "/orders",
                  .body = {{"cart_id", cart.str()}, {"payment", {{"provider", "sandbox"}, {"token", "t"}}}},
                  .bearer = "user:" + user.str(),
                  .key = "k"});
  REQUIRE(mine.status == 201);
  const auto confirmed = [&] { return house.get("/admin/orders?status=confirmed", "", "staff").body["data"].size(); };
  REQUIRE(kontor::test::eventually([&] { return confirmed() == 4; }));
  CHECK(house.get("/admin/orders", "", "user:" + user.str()).status == 403);
  CHECK(house.get("/orders", "", "user:" + user.str()).body["data"].size() == 1);
  CHECK(house.get("/orders", "", "user:" + Uuid::generate().str()).body["data"].empty());
  CHECK(house.get("/admin/orders?q=1002", "", "staff").body["data"].size() == 1);
  CHECK(house.get("/admin/orders?q=ADA%40exam", "", "staff").body["data"].size() == 4);
  CHECK(house.get("/admin/orders?q=nls-0", "", "staff").body["data"].size() == 4);
  CHECK(house.get("/admin/orders?q=ada%20x%27%3A%26", "", "staff").body["data"].empty());
  const auto first = house.get("/admin/orders?limit=3", "", "staff").body;
  CHECK(first["page"]["has_more"] == true);
  CHECK(house.get("/admin/orders?limit=3&cursor=" + first["page"]["next_cursor"].get<std::string>(), "", "staff")
            .body["data"]
            .size() == 1);

  const auto before = view_rows::checksum(house.ordering);
  house.rebuild_views();
  CHECK(view_rows::checksum(house.ordering).value() == before.value());

  house.say(user.str(), identity::UserErased{identity::UserId(user)});
  CHECK(kontor::test::eventually(
      [&] { return house.get("/orders", "", "user:" + user.str()).body["data"][0]["email"].is_null(); }));
  CHECK(house.get("/admin/orders?q=ada", "", "staff").body["data"].size() == 0);  // the guest's of that address, too
}

TEST_CASE("notes of staff are in the timeline, and the customer sees those that are meant for them") {
  OrderingHouse house;
  const auto cart = house.cart();
  const std::string id = house.place(cart).body["id"];
  CHECK(post(house, "/admin/orders/" + id + "/notes", {{"text", "Rang twice"}}).status == 204);
  CHECK(post(house, "/admin/orders/" + id + "/notes", {{"text", "Gift"}, {"for_customer", true}}).status == 204);
  CHECK(std::ranges::count(house.timeline(id), "note") == 2);
  const auto seen = house.get("/orders/" + id + "/timeline", OrderingHouse::token_of(cart)).body["data"];
  CHECK(seen.back()["text"] == "Gift");
  CHECK(seen.back()["seq"].get<int>() - seen[seen.size() - 2]["seq"].get<int>() == 2);
}

TEST_CASE("staff put an order together, and it becomes one on the same road, once") {
  OrderingHouse house;
  const Json address{{"first_name", "Ada"}, {"last_name", "Lovelace"}, {"line1", "Unter den Linden 1"},
                     {"city", "Berlin"},    {"postal_code", "10117"},  {"country", "DE"}};
  Json contents{{"email", "ada@example.com"},
                {"currency", "EUR"},
                {"lines", {{{"variant_id", catalog::VariantId::generate().str()}, {"quantity", 2}}}},
                {"shipping_address", address},
                {"shipping_option_id", shipping::ShippingMethodId::generate().str()}};
  CHECK(post(house, "/admin/draft-orders", contents, "user:" + Uuid::generate().str()).status == 403);
  const auto draft = post(house, "/admin/draft-orders", contents);
  REQUIRE(draft.status == 201);
  const auto path = "/admin/draft-orders/" + draft.body["id"].get<std::string>();
  CHECK(house.get(path, "", "staff").body["totals"]["total"]["amount"] == 2500);
  const Ask ask{.method = "POST",
                .path = path + "/complete",
                .body = {{"payment", {{"provider", "sandbox"}, {"token", "tok_success"}}}},
                .bearer = "staff",
                .key = "draft-1"};
  const auto placed = house.send(ask);
  REQUIRE(placed.status == 201);
  CHECK_FALSE(house.commands(placed.body["id"]).contains("cart.close_cart"));
  auto twice = ask;
  twice.key = "draft-2";
  CHECK(house.send(twice).code() == "cart_changed");
  CHECK(house.run_sql("select count(*) from ordering.draft where draft::text like '%ada@%'") == "0");
  const auto erased = house.ordering.transact([&](db::Tx& tx) -> Result<void> {
    CHECK(house.personal.erase(tx, personal::Person::guest("ada@example.com")));
    return {};
  });
  REQUIRE(erased);
  CHECK(house.get(path, "", "staff").status == 404);
}

TEST_CASE("an invoice is a page with a number of its own, without gaps, for confirmed orders") {
  OrderingHouse house;
  const auto cart = house.cart({.quantity = 3, .unit_price = 999, .discount = 123, .shipping = 495});
  const std::string id = house.place(cart).body["id"];
  const auto page = house.get("/orders/" + id + "/invoice", OrderingHouse::token_of(cart));
  REQUIRE(page.status == 200);
  const auto html = page.body.get<std::string>();
  CHECK(html.find("Invoice R1<") != std::string::npos);
  CHECK(html.find("33.69 EUR") != std::string::npos);
  CHECK(html.find("Includes tax of 19 %") != std::string::npos);
  CHECK(house.get("/orders/" + id + "/invoice", OrderingHouse::token_of(cart)).body == page.body);
  CHECK(house.get("/orders/" + id + "/invoice").status == 404);
  house.manners({.payment = "decline"});
  const auto declined = house.place(house.cart());
  CHECK(house.get("/orders/" + declined.body["order_id"].get<std::string>() + "/invoice", "", "staff").status == 404);
}

// The sums of tax lines are the ledger's: to the cent what was agreed, whatever the rates, discounts and rounding.
TEST_CASE("the tax lines of ten tricky orders add up to what was paid") {
  struct Tricky {
    bool included;
    std::vector<TaxedAmount> amounts;
  };
  const auto within = [](std::int64_t gross, std::int64_t ppm) {
    return TaxedAmount{cents(gross), ratio(cents(gross), ppm, 1'000'000 + ppm).value(), ppm};
  };
  const auto on_top = [](std::int64_t net, std::int64_t ppm) {
    return TaxedAmount{cents(net), ratio(cents(net), ppm, 1'000'000).value(), ppm};
  };
  const std::vector<Tricky> orders{
      {true, {within(1, 190'000)}},
      {true, {within(1999, 190'000), within(1999, 190'000), within(1999, 190'000)}},
      {true, {within(1099, 70'000), within(1999, 190'000), within(495, 190'000)}},
      {true, {within(0, 190'000), within(333, 190'000)}},
      {true, {within(3333, 55'000), within(3334, 55'000), within(3333, 100'000)}},
      {false, {on_top(1999, 82'500), on_top(1, 82'500)}},
      {false, {on_top(12'345, 0), on_top(999, 200'000)}},
      {false, {on_top(5, 100'000), on_top(5, 100'000), on_top(5, 100'000)}},
      {true, {within(99'999'999'99, 190'000), within(1, 70'000)}},
      {true, {within(7, 25'000), within(13, 55'000), within(29, 190'000), within(31, 0)}},
  };
  for (const auto& order : orders) {
    std::int64_t amount = 0;
    std::int64_t tax = 0;
    for (const auto& one : order.amounts) amount += one.amount.amount(), tax += one.tax.amount();
    const auto paid = order.included ? amount : amount + tax;
    std::int64_t gross = 0;
    std::int64_t taxes = 0;
    const auto lines = tax_lines(order.amounts, order.included).value();
    for (const auto& line : lines) {
      CHECK(line.net.amount() + line.tax.amount() == line.gross.amount());
      gross += line.gross.amount();
      taxes += line.tax.amount();
    }
    CHECK(gross == paid);
    CHECK(taxes == tax);
  }
  CHECK(rate_text(190'000) == "19 %");
  CHECK(rate_text(55'000) == "5.5 %");
  CHECK(rate_text(82'500) == "8.25 %");
  CHECK(amount_text(cents(123'456'789)) == "1,234,567.89 EUR");
  CHECK(amount_text(cents(-1999)) == "-19.99 EUR");
}

TEST_CASE("who sends all pieces back, in whatever parcels, gets all of it back") {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const auto ordered = static_cast<std::int64_t>(random() % 9 + 1);
    const auto total = static_cast<std::int64_t>(random() % 10'000);
    const auto discount = total == 0 ? 0 : static_cast<std::int64_t>(random()) % (total + 1);
    ReturnedPart part{cents(total), cents(discount), cents(discount / 3), ordered, 0, 0};
    const bool included = random() % 2 == 0;
    std::int64_t back = 0;
    while (part.before < ordered) {
      part.pieces = static_cast<std::int64_t>(random()) % (ordered - part.before) + 1;
      back += refund_for(part, included).value().amount();
      part.before += part.pieces;
    }
    CHECK(back == total - discount + (included ? 0 : discount / 3));
    CHECK_FALSE(refund_for({cents(1), cents(0), cents(0), 1, 1, 1}, true));
  }
}

}  // namespace
}  // namespace kontor::ordering::test
