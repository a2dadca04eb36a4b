#include <algorithm>
#include <catch2/catch.hpp>

#include "kernel/http/sse.hpp"
#include "kernel/http/websocket.hpp"
#include "ordering/ordering_house.hpp"

namespace kontor::ordering::test {
namespace {

// What a stream has brought so far; waits until it contains this.
class Reader {
 public:
  explicit Reader(std::shared_ptr<http::EventStream> stream) : stream_(std::move(stream)) {}
  bool received(const std::string& text) {
    return kontor::test::eventually([&] {
      stream_->take(all_);
      return all_.find(text) != std::string::npos;
    });
  }
  const std::string& all() {
    stream_->take(all_);
    return all_;
  }

 private:
  std::shared_ptr<http::EventStream> stream_;
  std::string all_;
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST_CASE("a stream shows what has happened, goes on live, and resumes where its client was") {
  OrderingHouse house;
  house.manners({.payment = "action"});
  const auto cart = house.cart();
  const auto placed = house.place(cart);
  REQUIRE(placed.status == 202);
  const std::string id = placed.body["id"];
  const auto token = OrderingHouse::token_of(cart);
  const auto path = "/orders/" + id + "/stream";
  CHECK(house.respond({.path = path}).status == 404);
  CHECK(house.respond({.path = path + "?ticket=old"}).status == 401);
  const auto response = house.respond({.path = path, .cart_token = token});
  REQUIRE(response.stream);
  Reader reader(response.stream);
  REQUIRE(reader.received("payment_action_required"));
  CHECK(reader.all().find("order_placed") < reader.all().find("payment_action_required"));

  const auto payment = payment::PaymentId::parse(placed.body["payment"]["id"].get<std::string>()).value();
  const auto reference = OrderId::parse(id).value().uuid();
  house.say(payment.str(), payment::PaymentCaptured{payment, reference, Money(2500, Currency::parse("EUR").value())});
  REQUIRE(reader.received("order_confirmed"));
  CHECK(count(reader.all(), "\"type\":\"payment_action_required\"") == 1);

  const auto entries = house.get("/orders/" + id + "/timeline", token).body["data"];
  const auto seen = std::to_string(entries[1]["seq"].get<int>());
  const auto again = house.respond({.path = path, .cart_token = token, .last_event_id = seen});
  Reader resumed(again.stream);
  REQUIRE(resumed.received("order_confirmed"));
  CHECK(resumed.all().find("order_placed") == std::string::npos);
}

TEST_CASE("a client that has left, or is too slow, is dropped and holds nobody up") {
  OrderingSettings settings = OrderingHouse::quick();
  settings.streams = 2;
  OrderingHouse house(settings);
  const auto cart = house.cart();
  const std::string id = house.place(cart).body["id"];
  const auto token = OrderingHouse::token_of(cart);
  const Ask ask{.path = "/orders/" + id + "/stream", .cart_token = token};
  auto gone = house.respond(ask);
  auto slow = house.respond(ask);
  CHECK(house.respond(ask).status == 503);  // as many as there may be
  gone.stream->detach();
  CHECK(house.respond(ask).stream != nullptr);  // who left makes room, also while nothing happens
  const auto reference = OrderId::parse(id).value().uuid();
  const std::string filling(http::EventStream::kMaxQueuedBytes, 'x');
  CHECK_FALSE(slow.stream->push({"1", "order", filling}));
  const auto shipment =
      shipping::ShipmentId::parse(house.get("/orders/" + id, token).body["shipment"]["id"].get<std::string>()).value();
  house.say(shipment.str(), shipping::ShipmentDispatched{shipment, reference, std::nullopt, {}});
  house.settled(id, "dispatched");
  CHECK(kontor::test::eventually([&] { return house.respond(ask).stream != nullptr; }));
}

TEST_CASE("clients that have left are forgotten long before there are as many as there may be") {
  OrderingHouse house;
  const auto cart = house.cart();
  const std::string id = house.place(cart).body["id"];
  const Ask ask{.path = "/orders/" + id + "/stream", .cart_token = OrderingHouse::token_of(cart)};
  house.settled(id, "confirmed");
  const auto stays = house.respond(ask).stream;
  std::vector<std::weak_ptr<http::EventStream>> left;
  for (int i = 0; i < 100; ++i) {
    const auto visitor = house.respond(ask).stream;
    visitor->detach();
    left.push_back(visitor);
  }
  CHECK(std::ranges::count_if(left, [](const auto& one) { return !one.expired(); }) <= 32);
  CHECK(stays.use_count() > 1);
}

TEST_CASE("a WebSocket shows a user's own orders to who has a ticket of theirs") {
  OrderingHouse house;
  const auto user = Uuid::generate();
  const auto order = [&](const std::optional<Uuid>& owner) {
    const auto cart = house.cart({.user_id = owner});
    return house.send({.method = "POST",
                       .path = "/orders",
                       .body = {{"cart_id", cart.str()}, {"payment", {{"provider", "sandbox"}, {"token", "t"}}}},
                       .bearer = owner ? "user:" + owner->str() : "",
                       .cart_token = OrderingHouse::token_of(cart),
                       .key = Uuid::generate().str()});
  };
  CHECK(house.respond({.path = "/ws"}).status == 401);
  CHECK(house.respond({.path = "/ws?ticket=ticket-" + user.str()}).status == 426);  // no handshake
  const auto response = house.respond({.path = "/ws?ticket=ticket-" + user.str(), .is_handshake = true});
  REQUIRE(response.websocket);
  const auto first = order(user);
  order(Uuid::generate());
  order(std::nullopt);
  std::string frames;
  CHECK(kontor::test::eventually([&] {
    response.websocket->take(frames);
    return frames.find("order_confirmed") != std::string::npos;
  }));
  CHECK(count(frames, "order_confirmed") == 1);
  CHECK(frames.find(first.body["id"].get<std::string>()) != std::string::npos);
  frames.clear();
  response.websocket->deliver(Json{{"order_id", first.body["id"]}, {"after", 0}}.dump());
  CHECK(kontor::test::eventually([&] {
    response.websocket->take(frames);
    return frames.find("order_placed") != std::string::npos && frames.find("order_confirmed") != std::string::npos;
  }));
}

}  // namespace
}  // namespace kontor::ordering::test
