#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "ordering/ordering_house.hpp"

namespace kontor::ordering::test {
namespace {

std::string id_of(const Answer& answer) {
  return answer.body.value("id", answer.body.value("order_id", ""));
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

// For all that needs no database of its own; nobody looks at others' orders.
OrderingHouse& shared_house() {
  static OrderingHouse house;
  house.manners({});
  return house;
}

TEST_CASE("an order") {
  auto& house = shared_house();

  SECTION("is confirmed when all has answered, and can be read again by who has its cart's token, and by nobody else") {
    const auto cart = house.cart();
    const auto answer = house.place(cart, "key-1");
    INFO(answer.body.dump());
    REQUIRE(answer.status == 201);
    CHECK(answer.body["status"] == "confirmed");
    CHECK(answer.body["totals"]["total"]["amount"] == 2500);
    CHECK(answer.body["payment"]["status"] == "captured");
    CHECK(answer.body["shipment"]["status"] == "created");
    CHECK(std::stoi(answer.body["number"].get<std::string>()) > 1000);
    const auto path = "/orders/" + id_of(answer);
    CHECK(house.get(path, OrderingHouse::token_of(cart)).body["id"] == answer.body["id"]);
    CHECK(house.get(path).status == 404);
    CHECK(house.get(path, "another").status == 404);
    CHECK(house.get(path, "", "user:" + Uuid::generate().str()).status == 404);
    CHECK(house.get(path, "", "staff").status == 200);
    CHECK(house.timeline(id_of(answer)) == std::vector<std::string>{"order_placed", "stock_reserved",
                                                                    "payment_captured", "shipment_created",
                                                                    "order_confirmed"});
    CHECK(house.published("ordering.order_placed", id_of(answer)).size() == 1);
    CHECK(house.published("ordering.order_confirmed", id_of(answer)).size() == 1);

    const auto again = house.place(cart, "key-1");
    CHECK(again.status == 201);
    CHECK(again.body["id"] == answer.body["id"]);
    CHECK(again.header("Idempotent-Replayed") == "true");
    CHECK(house.place(cart, "key-1", "tok_other").code() == "idempotency_key_reused");
    CHECK(house.place(cart, "key-2").code() == "cart_changed");
    CHECK(house.send({.method = "POST", .path = "/orders", .body = {{"cart_id", cart.str()}}}).code() ==
          "idempotency_key_missing");
  }

  SECTION("of a customer is theirs") {
    const auto user = Uuid::generate();
    const auto cart = house.cart({.user_id = user});
    const auto bearer = "user:" + user.str();
    const auto answer =
        house.send({.method = "POST",
                    .path = "/orders",
                    .body = {{"cart_id", cart.str()}, {"payment", {{"provider", "sandbox"}, {"token", "tok_success"}}}},
                    .bearer = bearer,
                    .key = "mine"});
    REQUIRE(answer.status == 201);
    CHECK(house.get("/orders/" + id_of(answer), "", bearer).status == 200);
    CHECK(house.get("/orders/" + id_of(answer), OrderingHouse::token_of(cart)).status == 404);
  }

  SECTION("that costs nothing is not paid") {
    const auto cart = house.cart({.unit_price = 0, .shipping = 0});
    const auto answer = house.send({.method = "POST",
                                    .path = "/orders",
                                    .body = {{"cart_id", cart.str()}},
                                    .cart_token = OrderingHouse::token_of(cart),
                                    .key = "free"});
    REQUIRE(answer.status == 201);
    CHECK(answer.body["payment"].is_null());
    CHECK_FALSE(house.commands(id_of(answer)).contains("payment.take_payment"));
  }

  SECTION("that must be paid needs a provider that is known") {
    const auto cart = house.cart();
    Ask ask{.method = "POST",
            .path = "/orders",
            .body = {{"cart_id", cart.str()}},
            .cart_token = OrderingHouse::token_of(cart),
            .key = "none"};
    CHECK(house.send(ask).status == 422);
    ask.body["payment"] = {{"provider", "nobody"}, {"token", "x"}};
    CHECK(house.send(ask).body["errors"][0]["pointer"] == "/payment/provider");
    ask.body["payment"] = {{"provider", "sandbox"}, {"token", "4242 4242 4242 4242"}};
    CHECK(house.send(ask).body["errors"][0]["pointer"] == "/payment/token");
    ask.body["payment"]["token"] = "tok_success";
    CHECK(house.send(ask).status == 201);  // what was refused has not used up the key
  }

  SECTION("for which there is not enough is 409 with what is short, and its cart is open again before the answer") {
    house.manners({.stock = "refuse"});
    const auto cart = house.cart({.with_claim = true});
    const auto answer = house.place(cart, "short");
    CHECK(answer.status == 409);
    CHECK(answer.code() == "insufficient_stock");
    REQUIRE(answer.body["lines"].size() == 1);
    CHECK(answer.body["lines"][0]["requested"] == 2);
    CHECK(answer.body["lines"][0]["available"] == 1);
    CHECK(house.published("cart.cart_reopened", id_of(answer)).size() == 1);
    CHECK(house.published("pricing.promotions_released", id_of(answer)).size() == 1);
    const auto again = house.place(cart, "short");
    CHECK(again.status == 409);
    CHECK(again.body["order_id"] == answer.body["order_id"]);
    house.manners({});
    const auto fresh = house.place(cart, "enough-by-now");
    CHECK(fresh.status == 201);
    CHECK(id_of(fresh) != id_of(answer));
    CHECK(house.place(cart, "short").status == 409);
  }

  SECTION("whose card is declined is 402, and nothing is left of it") {
    house.manners({.payment = "decline"});
    const auto cart = house.cart({.with_claim = true});
    const auto answer = house.place(cart, "declined");
    CHECK(answer.status == 402);
    CHECK(answer.code() == "payment_declined");
    CHECK(house.place(cart, "declined").status == 402);
    const auto commands = house.commands(id_of(answer));
    CHECK(commands.at("inventory.release_stock") == 1);
    CHECK(commands.at("pricing.release_promotions") == 1);
    CHECK(commands.at("cart.reopen_cart") == 1);
    CHECK_FALSE(commands.contains("payment.void_payment"));
    CHECK_FALSE(commands.contains("shipping.create_shipment"));
    CHECK(house.settled(id_of(answer), "cancelled")["status_reason"] == "payment_declined");
  }

  SECTION("whose cart or discount changed meanwhile says so") {
    house.manners({.cart = "refuse"});
    const auto changed = house.place(house.cart());
    CHECK(changed.status == 409);
    CHECK(changed.code() == "cart_changed");
    CHECK_FALSE(house.commands(id_of(changed)).contains("cart.reopen_cart"));
    house.manners({.claims = "refuse"});
    const auto refused = house.place(house.cart({.discount = 100, .with_claim = true}));
    CHECK(refused.code() == "cart_changed");
    CHECK(house.settled(id_of(refused), "cancelled")["status_reason"] == "promotion_refused");
  }

  SECTION("that cannot be sent is paid back") {
    house.manners({.shipment = "fail"});
    const auto answer = house.place(house.cart());
    CHECK(answer.status == 200);
    CHECK(answer.body["status"] == "cancelled");
    CHECK(answer.body["status_reason"] == "shipment_failed");
    CHECK(answer.body["payment"]["status"] == "refunded");
  }

  SECTION("takes the money in two steps where the reservation is short") {
    house.manners({.hold_seconds = 5});
    const auto answer = house.place(house.cart());
    REQUIRE(answer.status == 201);
    const auto timeline = house.timeline(id_of(answer));
    CHECK(std::ranges::count(timeline, "payment_authorized") == 1);
    CHECK(house.commands(id_of(answer)).at("inventory.extend_reservation") >= 1);
  }

  SECTION("goes on once, however often each answer is given") {
    house.manners({.answers = 3});
    const auto answer = house.place(house.cart({.with_claim = true}));
    REQUIRE(answer.status == 201);
    for (const auto& [command, many] : house.commands(id_of(answer))) {
      INFO(command);
      CHECK(many == 1);
    }
    CHECK(house.published("ordering.order_confirmed", id_of(answer)).size() == 1);
  }
}

TEST_CASE("a payment that waits for its customer answers 202 and goes on when they did") {
  OrderingHouse house;
  house.manners({.payment = "action"});
  const auto cart = house.cart();
  const auto answer = house.place(cart, "action");
  REQUIRE(answer.status == 202);
  CHECK(answer.body["status"] == "pending");
  CHECK(answer.body["payment"]["status"] == "requires_action");
  CHECK(answer.body["payment"]["next_action"]["type"] == "redirect");
  const auto id = OrderId::parse(id_of(answer)).value();
  const auto payment = payment::PaymentId::parse(answer.body["payment"]["id"].get<std::string>()).value();

  SECTION("when it succeeds") {
    house.say(payment.str(), payment::PaymentCaptured{payment, id.uuid(), Money(2500, Currency::parse("EUR").value())});
    house.settled(id.str(), "confirmed");
    CHECK(house.place(cart, "action").status == 201);
  }
  SECTION("when it fails") {
    house.say(payment.str(), payment::PaymentFailed{payment, id.uuid(), "card_declined", ""});
    house.settled(id.str(), "cancelled");
    CHECK(house.place(cart, "action").status == 402);
  }
  SECTION("and ends when they do not, also when the money comes later") {
    house.pass_time(std::chrono::minutes(59));
    house.sweep();
    CHECK(house.get("/orders/" + id.str(), "", "staff").body["status"] == "pending");
    house.pass_time(std::chrono::minutes(2));
    house.sweep();
    CHECK(house.settled(id.str(), "cancelled")["status_reason"] == "payment_timed_out");
    house.manners({.payment = "capture"});
    house.say(payment.str(), payment::PaymentCaptured{payment, id.uuid(), Money(2500, Currency::parse("EUR").value())});
    CHECK(kontor::test::eventually(
        [&] { return house.get("/orders/" + id.str(), "", "staff").body["payment"]["status"] == "refunded"; }));
    CHECK(house.published("ordering.order_cancelled").size() == 1);
  }
  SECTION("and can be cancelled meanwhile") {
    const auto cancelled = house.send({.method = "POST",
                                       .path = "/orders/" + id.str() + "/cancel",
                                       .body = {{"reason", "Changed my mind"}},
                                       .cart_token = OrderingHouse::token_of(cart)});
    CHECK(cancelled.status == 200);
    CHECK(cancelled.body["status"] == "cancelled");
    CHECK(cancelled.body["status_reason"] == "by_customer");
  }
}

// Each command of the way forward is never answered: the order is turned back after its attempts.
TEST_CASE("a step that is never answered is asked for again and then undone") {
  OrderingSettings settings = OrderingHouse::quick();
  settings.answer_wait_ms = 0;
  OrderingHouse house(settings);
  const std::vector<std::string> steps{"cart.close_cart", "inventory.reserve_stock", "pricing.claim_promotions",
                                       "payment.take_payment", "shipping.create_shipment"};
  for (const auto& step : steps) {
    INFO(step);
    house.manners({.silent = {step}});
    const auto placed = house.place(house.cart({.with_claim = true}));
    REQUIRE(placed.status == 202);
    const auto id = id_of(placed);
    REQUIRE(kontor::test::eventually([&] { return house.commands(id).contains(step); }));
    for (int attempt = 1; attempt <= settings.step_attempts; ++attempt) {
      CHECK(house.commands(id).at(step) == attempt);
      house.pass_time(std::chrono::seconds(3 * attempt + 1));
      house.sweep();
    }
    house.settled(id, "cancelled");
    const auto commands = house.commands(id);
    CHECK(commands.at("cart.reopen_cart") == 1);
    CHECK(commands.at("inventory.release_stock") == 1);
    CHECK(commands.at("pricing.release_promotions") == 1);
  }
}

TEST_CASE("what undoes an order is asked for until it is answered, and late answers change nothing") {
  OrderingSettings settings = OrderingHouse::quick();
  settings.answer_wait_ms = 0;
  OrderingHouse house(settings);
  house.manners({.silent = {"inventory.release_stock", "cart.reopen_cart"}, .payment = "decline"});
  const auto placed = house.place(house.cart());
  const auto id = id_of(placed);
  REQUIRE(kontor::test::eventually([&] { return house.commands(id).contains("inventory.release_stock"); }));
  for (int i = 0; i < 6; ++i) {
    house.pass_time(std::chrono::seconds(13));
    house.sweep();
  }
  CHECK(house.commands(id).at("inventory.release_stock") > 5);
  CHECK(house.get("/orders/" + id, "", "staff").body["status"] == "pending");
  const auto reference = OrderId::parse(id).value().uuid();
  house.say(reference.str(), inventory::StockReserved{reference, inventory::ReservationId(reference), {}, {}});  // late
  house.manners({.payment = "decline"});
  house.pass_time(std::chrono::seconds(13));
  house.sweep();
  house.settled(id, "cancelled");
  house.say(reference.str(), inventory::StockReleased{reference, "again", {}});
  house.say(reference.str(), inventory::StockReserved{reference, inventory::ReservationId(reference), {}, {}});
  house.say(Uuid::generate().str(), inventory::StockReleased{Uuid::generate(), "nobody's", {}});
  CHECK(house.published("ordering.order_cancelled").size() == 1);
}

TEST_CASE("a confirmed order is cancelled by its customer until the parcel has left, and by staff with a reason") {
  auto& house = shared_house();
  const auto cart = house.cart();
  const auto placed = house.place(cart);
  REQUIRE(placed.status == 201);
  const auto path = "/orders/" + id_of(placed) + "/cancel";
  const auto token = OrderingHouse::token_of(cart);

  SECTION("by the customer") {
    CHECK(house.send({.method = "POST", .path = path, .body = Json::object()}).status == 404);
    const auto gone = house.send({.method = "POST", .path = path, .body = Json::object(), .cart_token = token});
    CHECK(gone.status == 200);
    CHECK(gone.body["status"] == "cancelled");
    CHECK(gone.body["payment"]["status"] == "refunded");
    CHECK(gone.body["shipment"]["status"] == "cancelled");
    CHECK(house.send({.method = "POST", .path = path, .body = Json::object(), .cart_token = token}).status == 200);
    CHECK(house.published("payment.payment_refunded", id_of(placed)).size() == 1);
  }
  SECTION("by staff") {
    CHECK(house.send({.method = "POST", .path = path, .body = Json::object(), .bearer = "staff"}).status == 422);
    const auto gone = house.send({.method = "POST", .path = path, .body = {{"reason", "A prank"}}, .bearer = "staff"});
    CHECK(gone.body["status_reason"] == "by_staff");
  }
  SECTION("not when the parcel has left meanwhile: the race has one outcome") {
    house.manners({.shipment = "keep"});
    const auto refused = house.send({.method = "POST", .path = path, .body = Json::object(), .cart_token = token});
    CHECK(refused.code() == "order_dispatched");
    house.settled(id_of(placed), "confirmed");
    const auto shipment = shipping::ShipmentId::parse(placed.body["shipment"]["id"].get<std::string>()).value();
    const auto reference = OrderId::parse(id_of(placed)).value().uuid();
    house.say(shipment.str(), shipping::ShipmentDispatched{shipment, reference, "TRACK-1", {}});
    const auto sent = house.settled(id_of(placed), "dispatched");
    CHECK(sent["shipment"]["tracking_code"] == "TRACK-1");
    CHECK(house.send({.method = "POST", .path = path, .body = Json::object(), .cart_token = token}).code() ==
          "order_dispatched");
    CHECK(kontor::test::eventually(
        [&] { return house.published("inventory.stock_committed", id_of(placed)).size() == 1; }));
    house.say(shipment.str(), shipping::ShipmentDelivered{shipment, reference});
    house.settled(id_of(placed), "delivered");
    house.pass_time(std::chrono::days(15));
    house.sweep();
    house.settled(id_of(placed), "completed");
    CHECK(house.timeline(id_of(placed)).back() == "order_completed");
  }
}

TEST_CASE("an order that is sent in parts is dispatched with the first parcel and delivered with the last") {
  auto& house = shared_house();
  const auto cart = house.cart({.quantity = 3});
  const auto placed = house.place(cart);
  REQUIRE(placed.status == 201);
  const auto id = id_of(placed);
  const auto reference = OrderId::parse(id).value().uuid();
  const auto line = cart::CartLineId::parse(placed.body["lines"][0]["id"].get<std::string>()).value().uuid();
  const auto whole = shipping::ShipmentId::parse(placed.body["shipment"]["id"].get<std::string>()).value();
  const auto part = shipping::ShipmentId::generate();
  const auto leaves = [&](const shipping::ShipmentId& shipment, std::int64_t quantity) {
    house.say(shipment.str(),
              shipping::ShipmentDispatched{shipment, reference, "CODE", {{line, "NLS-001", "Shirt", quantity, 500}}});
  };
  const auto tells = [&](const std::string& entry) {
    return kontor::test::eventually([&] { return std::ranges::count(house.timeline(id), entry) == 1; });
  };
  const auto committed = [&](std::size_t parcels) {
    return kontor::test::eventually([&] { return house.published("inventory.stock_committed", id).size() == parcels; });
  };
  house.say(part.str(), shipping::ShipmentCreated{part, reference, "manual", whole});
  REQUIRE(tells("shipment_split"));

  SECTION("each of which takes its own stock") {
    leaves(part, 1);
    house.settled(id, "dispatched");
    REQUIRE(committed(1));
    CHECK(house.published("inventory.commit_stock", id).front()["lines"][0]["quantity"] == 1);
    house.say(part.str(), shipping::ShipmentDelivered{part, reference});
    REQUIRE(tells("parcel_delivered"));
    CHECK(house.get("/orders/" + id, "", "staff").body["status"] == "dispatched");
    leaves(whole, 2);
    REQUIRE(tells("parcel_dispatched"));
    REQUIRE(committed(2));
    CHECK(house.published("inventory.commit_stock", id).back()["lines"][0]["quantity"] == 2);
    house.say(whole.str(), shipping::ShipmentDelivered{whole, reference});
    house.settled(id, "delivered");
    CHECK(house.published("ordering.order_dispatched", id).size() == 1);
    CHECK(house.published("ordering.order_delivered", id).size() == 1);
  }
  SECTION("and is delivered without a part that staff took back") {
    leaves(whole, 2);
    house.settled(id, "dispatched");
    house.say(whole.str(), shipping::ShipmentDelivered{whole, reference});
    REQUIRE(tells("parcel_delivered"));
    house.say(part.str(), shipping::ShipmentCancelled{part, reference});
    house.settled(id, "delivered");
  }
  SECTION("and is cancelled when none of it will leave") {
    house.say(whole.str(), shipping::ShipmentCancelled{whole, reference});
    REQUIRE(tells("parcel_cancelled"));
    CHECK(house.get("/orders/" + id, "", "staff").body["status"] == "confirmed");
    house.say(part.str(), shipping::ShipmentCancelled{part, reference});
    CHECK(house.settled(id, "cancelled")["payment"]["status"] == "refunded");
  }
}

TEST_CASE("of two who order one cart at once, one does") {
  auto& house = shared_house();
  const auto cart = house.cart();
  std::vector<Answer> answers(6);
  {
    std::vector<std::thread> buyers;
    for (auto& answer : answers) buyers.emplace_back([&] { answer = house.place(cart); });
    for (auto& buyer : buyers) buyer.join();
  }
  std::vector<std::string> ends;
  for (const auto& answer : answers) ends.push_back(answer.status == 201 ? "confirmed" : answer.code());
  CHECK(sorted(ends) == std::vector<std::string>{"cart_changed", "cart_changed", "cart_changed", "cart_changed",
                                                 "cart_changed", "confirmed"});
  CHECK(house.run_sql("select count(*) from ordering.saga where cart_id = '" + cart.uuid().str() + "'") == "1");
}

}  // namespace
}  // namespace kontor::ordering::test
