#include <catch2/catch.hpp>

#include "cart/cart_house.hpp"

namespace kontor::cart::test {
namespace {

using House = SharedCartHouse;
using Problems = std::vector<std::string>;

Ask asking(const Json& cart, std::string method, const std::string& below, Json body = nullptr, Headers headers = {}) {
  return {.method = std::move(method),
          .path = "/carts/" + cart["id"].get<std::string>() + below,
          .body = std::move(body),
          .cart_token = cart["token"].is_string() ? cart["token"].get<std::string>() : "",
          .bearer = cart.value("bearer", ""),
          .headers = std::move(headers)};
}

Json euro(std::int64_t amount) {
  return {{"amount", amount}, {"currency", "EUR"}};
}

std::string line_path(const Json& line) {
  return "/lines/" + line["id"].get<std::string>();
}

}  // namespace

TEST_CASE_METHOD(House, "a guest walks from an empty cart to one that can be ordered") {
  const auto cart = guest_cart();
  CHECK(cart["token"].get<std::string>().size() == 43);
  CHECK(cart["lines"].empty());
  CHECK(cart["totals"] == Json{{"items", euro(0)},
                               {"discount", euro(0)},
                               {"shipping", euro(0)},
                               {"tax", euro(0)},
                               {"total", euro(0)},
                               {"tax_included", true}});
  const auto shirt = neighbours.add({.price = 1999, .stock = 7});
  const auto added = add(cart, shirt, 2);
  REQUIRE(added.status == 201);
  const auto& line = added.body["lines"][0];
  CHECK(line["variant_id"] == shirt.str());
  CHECK(line["quantity"] == 2);
  CHECK(line["unit_price"] == euro(1999));
  CHECK(line["total"] == euro(3998));
  CHECK(line["available"] == 7);
  CHECK(added.body["token"].is_null());
  CHECK(added.body["version"] == 2);
  CHECK(added.etag == "\"2\"");

  const auto told = patch(cart, {{"email", " ada@example.com "}, {"shipping_address", in_berlin()}});
  REQUIRE(told.status == 200);
  CHECK(told.body["email"] == "ada@example.com");
  CHECK(told.body["shipping_address"]["city"] == "Berlin");

  const auto options = send(asking(cart, "GET", "/shipping-options"));
  REQUIRE(options.status == 200);
  REQUIRE(options.body["data"].size() == 2);
  CHECK(options.body["data"][0]["price"] == euro(490));
  CHECK(options.body["data"][0]["delivery_estimate"].is_object());
  const auto chosen =
      send(asking(cart, "PUT", "/shipping-option", {{"shipping_option_id", options.body["data"][0]["id"]}}));
  REQUIRE(chosen.status == 200);
  CHECK(chosen.body["shipping_option"]["name"] == "Standard");
  CHECK(chosen.body["totals"]["total"] == euro(3998 + 490));
  CHECK(get(cart).body == chosen.body);

  const auth::Caller nobody;
  const auto checkout = module.carts().checkout(id_of(cart), {nobody, cart["token"].get<std::string>()});
  REQUIRE(checkout);
  CHECK(checkout->version == chosen.body["version"]);
  CHECK(checkout->token_digest == token_digest(cart["token"].get<std::string>()));
  CHECK(checkout->basket.totals.total.amount() == 3998 + 490);
  CHECK(checkout->lines.at(0).weight_grams == 500);
  CHECK(checkout->lines.at(0).id.uuid() == checkout->basket.lines.at(0).line_id);
  CHECK(checkout->billing_address == checkout->shipping_address);
  CHECK(checkout->buyer_key == neighbours.last_buyer());
  CHECK(run_sql("select count(*) from cart.cart where content::text like '%" + cart["token"].get<std::string>() +
                "%'") == "0");
}

TEST_CASE_METHOD(House, "whoever has neither token nor account finds no cart, and staff may only look") {
  const auto cart = guest_cart();
  const auto ada = a_user();
  const auto hers = customer_cart(ada);
  CHECK(hers["token"].is_null());
  const auto shirt = neighbours.add({});
  for (const auto& [mine, other] : {std::pair(cart, hers), std::pair(hers, cart)}) {
    for (const auto& below : {"", "/shipping-options"}) {
      for (const auto& ask :
           {Ask{.path = "/carts/" + mine["id"].get<std::string>() + below},
            Ask{.path = "/carts/" + mine["id"].get<std::string>() + below, .cart_token = std::string(43, 'x')},
            Ask{.path = "/carts/" + mine["id"].get<std::string>() + below, .bearer = a_user()}}) {
        const auto answer = send(ask);
        CHECK(answer.status == 404);
        CHECK(answer.code() == "not_found");
      }
    }
    auto stolen = mine;
    stolen["token"] = other["token"];
    stolen["bearer"] = a_user();
    CHECK(add(stolen, shirt).status == 404);
    CHECK(patch(stolen, {{"note", "x"}}).status == 404);
    auto by_staff = mine;
    by_staff["token"] = nullptr;
    by_staff["bearer"] = "staff:cart.read";
    CHECK(get(by_staff).status == 200);
    CHECK(add(by_staff, shirt).status == 404);
  }
  CHECK(get(hers).status == 200);
  CHECK(send({.path = "/carts/current", .bearer = ada}).body["id"] == hers["id"]);
  CHECK(send({.path = "/carts/current", .bearer = a_user()}).status == 404);
  CHECK(send({.path = "/carts/current"}).status == 401);
  CHECK(send({.path = "/admin/carts"}).status == 401);
  CHECK(send({.path = "/admin/carts", .bearer = ada}).status == 403);
  const auto listed = send({.path = "/admin/carts?limit=1", .bearer = "staff:cart.read"});
  CHECK(listed.body["data"][0]["id"] == hers["id"]);
  CHECK(listed.body["page"]["has_more"] == true);
  CHECK(send({.path = "/admin/carts?cursor=" + hers["id"].get<std::string>(), .bearer = "staff:cart.read"})
            .body["data"][0]["id"] == cart["id"]);
}

TEST_CASE_METHOD(House, "every mistake in a body is named, and nothing is changed") {
  const auto cart = filled_cart();
  auto wrong = in_berlin();
  wrong.erase("city");
  wrong["postal_code"] = "1011";
  auto wrong_too = in_berlin();
  wrong_too["country"] = "XX";
  wrong_too["phone"] = "call me";
  CHECK(patch(cart, {{"email", "nope"},
                     {"note", std::string(2001, 'x')},
                     {"shipping_address", wrong},
                     {"billing_address", wrong_too}})
            .problems() == Problems{"/email format", "/note length", "/shipping_address/city required",
                                    "/shipping_address/postal_code format", "/billing_address/country unknown_country",
                                    "/billing_address/phone format"});
  CHECK(patch(cart, {{"mail", "x"}, {"shipping_address", {{"town", "x"}}}}).problems() ==
        Problems{"/mail unknown", "/shipping_address/town unknown"});
  CHECK(send(asking(cart, "POST", "/lines", {{"variant_id", "x"}, {"quantity", 0}, {"price", 1}})).problems() ==
        Problems{"/price unknown", "/quantity range", "/variant_id format"});
  CHECK(send(asking(cart, "POST", "/lines", Json::object())).problems() ==
        Problems{"/variant_id required", "/quantity required"});
  CHECK(add(cart, catalog::VariantId::generate()).problems() == Problems{"/variant_id unknown_variant"});
  CHECK(add(cart, neighbours.add({.published = false})).problems() == Problems{"/variant_id not_published"});
  CHECK(add(cart, neighbours.add({}), 10'000).problems() == Problems{"/quantity range"});
  CHECK(send(asking(cart, "PATCH", line_path(cart["lines"][0]), {{"quantity", -1}})).problems() ==
        Problems{"/quantity range"});
  CHECK(send(asking(cart, "POST", "/promotions", {{"code", ""}})).problems() == Problems{"/code length"});
  CHECK(send(asking(cart, "PUT", "/shipping-option",
                    {{"shipping_option_id", shipping::ShippingMethodId::generate().str()}}))
            .problems() == Problems{"/shipping_option_id not_offered"});
  CHECK(send(asking(cart, "PUT", "/shipping-option", {{"shipping_option_id", 7}})).problems() ==
        Problems{"/shipping_option_id type"});
  CHECK(send({.method = "POST", .path = "/carts", .body = {{"currency", "ZZZ"}}}).problems() ==
        Problems{"/currency format"});
  CHECK(send({.method = "POST", .path = "/carts", .body = {{"currency", "USD"}}}).problems() ==
        Problems{"/currency unknown_currency"});
  CHECK(get(cart).body["version"] == cart["version"]);
}

TEST_CASE("a cart has so many lines, so much of one article and so many codes, and not more") {
  House house({.lines = 2, .quantity_per_line = 5, .promotion_codes = 1});
  const auto cart = house.guest_cart();
  const auto shirt = house.neighbours.add({});
  CHECK(house.add(cart, shirt, 3).status == 201);
  CHECK(house.add(cart, shirt, 2).body["lines"][0]["quantity"] == 5);
  const auto refused = house.add(cart, shirt, 1);
  CHECK(refused.status == 422);
  CHECK(refused.problems() == Problems{"/quantity range"});
  CHECK(house.add(cart, house.neighbours.add({}), 6).problems() == Problems{"/quantity range"});
  CHECK(house.add(cart, house.neighbours.add({})).status == 201);
  const auto full = house.add(cart, house.neighbours.add({}));
  CHECK(full.status == 409);
  CHECK(full.code() == "too_many_lines");
  house.neighbours.add_code("ONE");
  house.neighbours.add_code("TWO");
  CHECK(house.send(asking(cart, "POST", "/promotions", {{"code", "ONE"}})).status == 200);
  CHECK(house.send(asking(cart, "POST", "/promotions", {{"code", "one"}})).status == 200);
  CHECK(house.send(asking(cart, "POST", "/promotions", {{"code", "TWO"}})).code() == "too_many_codes");
  CHECK(house.get(cart).body["promotions"].size() == 1);
}

TEST_CASE_METHOD(House, "a change is made to the version that was seen, where the client says which") {
  const auto cart = filled_cart();
  const auto line = line_path(cart["lines"][0]);
  const Headers seen{{"If-Match", "\"" + std::to_string(cart["version"].get<int>()) + "\""}};
  REQUIRE(send(asking(cart, "PATCH", line, {{"quantity", 5}}, seen)).status == 200);
  for (const auto& [method, below, body] :
       {std::tuple<const char*, std::string, Json>{"PATCH", line, {{"quantity", 9}}},
        {"DELETE", line, nullptr},
        {"PATCH", "", {{"note", "late"}}},
        {"POST", "/lines", {{"variant_id", neighbours.add({}).str()}, {"quantity", 1}}},
        {"DELETE", "/shipping-option", nullptr}}) {
    const auto late = send(asking(cart, method, below, body, seen));
    INFO(method << " " << below);
    CHECK(late.status == 412);
    CHECK(late.code() == "version_conflict");
  }
  CHECK(get(cart).body["lines"][0]["quantity"] == 5);
  CHECK(send(asking(cart, "DELETE", line)).body["lines"].size() == 1);
  CHECK(send(asking(cart, "DELETE", line)).status == 404);
  CHECK(send(asking(cart, "PATCH", line, {{"quantity", 1}})).status == 404);
}

TEST_CASE_METHOD(House, "what has changed since it was last shown is told until the shopper goes on") {
  const auto cart = filled_cart();
  const auto first = catalog::VariantId::parse(cart["lines"][0]["variant_id"].get<std::string>()).value();
  const auto second = catalog::VariantId::parse(cart["lines"][1]["variant_id"].get<std::string>()).value();
  CHECK(cart["changes"].empty());
  neighbours.change(first, {.price = 2499});
  neighbours.change(second, {.published = false});
  const Json expected = Json::array(
      {{{"line_id", cart["lines"][0]["id"]}, {"field", "unit_price"}, {"before", euro(1999)}, {"after", euro(2499)}},
       {{"line_id", cart["lines"][1]["id"]}, {"field", "problem"}, {"before", nullptr}, {"after", "not_published"}}});
  const auto seen = get(cart);
  CHECK(seen.body["changes"] == expected);
  CHECK(seen.body["totals"]["items"] == euro(2 * 2499));
  CHECK(seen.body["lines"][1]["unit_price"] == euro(500));
  CHECK(seen.body["lines"][1]["total"] == euro(0));
  CHECK(seen.body["lines"][1]["available"] == 0);
  CHECK(get(cart).body["changes"] == expected);
  CHECK(patch(cart, {{"note", "go on"}}).body["changes"] == expected);
  CHECK(get(cart).body["changes"].empty());

  const auth::Caller nobody;
  const auto refused = module.carts().checkout(id_of(cart), {nobody, cart["token"].get<std::string>()});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fields.at(0).pointer == "/lines/1");
  // More of something is another price by tiers, which nobody has to be told.
  CHECK(send(asking(cart, "PATCH", line_path(cart["lines"][0]), {{"quantity", 7}})).body["changes"].empty());
}

TEST_CASE_METHOD(House, "the shipping option is asked for again, and taken out when it is not offered any more") {
  const auto cart = filled_cart();
  const auto express =
      send(asking(cart, "PUT", "/shipping-option", {{"shipping_option_id", neighbours.express().str()}}));
  REQUIRE(express.body["totals"]["shipping"] == euro(1290));
  neighbours.set_express(1490);
  const auto dearer = patch(cart, {{"note", "x"}});
  CHECK(dearer.body["totals"]["shipping"] == euro(1490));
  CHECK(dearer.body["changes"] ==
        Json::array(
            {{{"line_id", nullptr}, {"field", "shipping_price"}, {"before", euro(1290)}, {"after", euro(1490)}}}));
  auto in_vienna = in_berlin();
  in_vienna.update({{"city", "Wien"}, {"postal_code", "1010"}, {"country", "AT"}});
  const auto moved = patch(cart, {{"shipping_address", in_vienna}});
  REQUIRE(moved.status == 200);
  CHECK(moved.body["shipping_option"].is_null());
  CHECK(moved.body["totals"]["shipping"] == euro(0));
  CHECK(moved.body["changes"][0]["field"] == "shipping_option");
  CHECK(patch(cart, {{"shipping_address", nullptr}}).body["shipping_address"].is_null());
  CHECK(send(asking(cart, "GET", "/shipping-options")).problems() == Problems{"/shipping_address required"});
  CHECK(
      send(asking(cart, "PUT", "/shipping-option", {{"shipping_option_id", neighbours.standard().str()}})).problems() ==
      Problems{"/shipping_option_id no_shipping_address"});
}

TEST_CASE_METHOD(House, "an order is told everything that it lacks at once") {
  const auto cart = guest_cart();
  const auth::Caller nobody;
  const auto refused = module.carts().checkout(id_of(cart), {nobody, cart["token"].get<std::string>()});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::invalid);
  std::vector<std::string> pointers;
  for (const auto& problem : refused.error().fields) pointers.push_back(problem.pointer);
  CHECK(pointers == std::vector<std::string>{"/lines", "/email", "/shipping_address", "/shipping_option"});
  const auto stranger = module.carts().checkout(id_of(cart), {nobody, std::nullopt});
  REQUIRE_FALSE(stranger);
  CHECK(stranger.error().kind == ErrorKind::not_found);
}

TEST_CASE_METHOD(House, "a code that may still come to count is kept, one that never will is refused") {
  const auto cart = filled_cart();
  neighbours.add_code("TENTH");
  neighbours.add_code("BIGONE", "minimum_not_reached");
  neighbours.add_code("GONE", "expired");
  const auto tenth = send(asking(cart, "POST", "/promotions", {{"code", "TENTH"}}));
  REQUIRE(tenth.status == 200);
  CHECK(tenth.body["totals"]["discount"] == euro((2 * 1999 + 500) / 10));
  CHECK(tenth.body["promotions"][0]["applied"] == true);
  CHECK(send(asking(cart, "POST", "/promotions", {{"code", "BIGONE"}})).body["promotions"][1]["applied"] == false);
  CHECK(send(asking(cart, "POST", "/promotions", {{"code", "GONE"}})).problems() == Problems{"/code expired"});
  CHECK(send(asking(cart, "POST", "/promotions", {{"code", "NOPE"}})).problems() == Problems{"/code unknown"});
  CHECK(send(asking(cart, "DELETE", "/promotions/tenth")).body["totals"]["discount"] == euro(0));
  CHECK(send(asking(cart, "DELETE", "/promotions/tenth")).status == 404);
}

TEST_CASE_METHOD(House, "with one Idempotency-Key a line is added once, whatever became of the cart since") {
  const auto cart = guest_cart();
  const auto shirt = neighbours.add({});
  const Headers key{{"Idempotency-Key", "k1"}, {"If-Match", "\"1\""}};
  const auto first = add(cart, shirt, 2, key);
  REQUIRE(first.status == 201);
  const auto again = add(cart, shirt, 2, key);
  CHECK(again.status == 201);
  CHECK(again.replayed);
  CHECK(again.body == first.body);
  CHECK(add(cart, shirt, 3, key).code() == "idempotency_key_reused");
  CHECK(get(cart).body["lines"][0]["quantity"] == 2);
  const Ask begin{.method = "POST", .path = "/carts", .body = Json::object(), .headers = {{"Idempotency-Key", "c1"}}};
  const auto begun = send(begin);
  CHECK(send(begin).body["token"] == begun.body["token"]);
}

TEST_CASE_METHOD(House, "looking at a cart asks the database once, and its neighbours for nothing that is known") {
  const auto cart = filled_cart();
  const auto before = neighbours.asked();
  for (int i = 0; i < 5; ++i) REQUIRE(get(cart).status == 200);
  const auto after = neighbours.asked();
  CHECK(after.inventory == before.inventory);
  CHECK(after.catalog == before.catalog);
  CHECK(after.shipping == before.shipping);
  CHECK(after.pricing == before.pricing + 5);
}

}  // namespace kontor::cart::test
