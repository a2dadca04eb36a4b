#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <thread>

#include "cart/cart_house.hpp"

namespace kontor::cart::test {
namespace {

using House = SharedCartHouse;

constexpr int kTabs = 8;
constexpr int kRounds = 6;

// By variant.
std::map<std::string, std::int64_t> quantities(const Json& cart) {
  std::map<std::string, std::int64_t> all;
  for (const auto& line : cart["lines"]) all[line["variant_id"]] = line["quantity"];
  return all;
}

Ask line_ask(const Json& cart, const Json& line, std::string method, Json body, Headers headers) {
  return {.method = std::move(method),
          .path = "/carts/" + cart["id"].get<std::string>() + "/lines/" + line["id"].get<std::string>(),
          .body = std::move(body),
          .cart_token = cart["token"],
          .headers = std::move(headers)};
}

void in_tabs(const std::function<void(int)>& work) {
  std::vector<std::jthread> tabs;
  for (int tab = 0; tab < kTabs; ++tab) tabs.emplace_back([&work, tab] { work(tab); });
}

}  // namespace

TEST_CASE("tabs that fill one cart at the same time lose no line and no piece, over two programs") {
  House house;
  CartHouse other(house.settings_of_database(), {});
  const auto shared = house.neighbours.add({});
  std::array<catalog::VariantId, kTabs> own{};
  for (auto& id : own) id = house.neighbours.add({});
  for (const auto& id : own) other.neighbours.change(id, {});
  other.neighbours.change(shared, {});
  const auto cart = house.guest_cart();
  std::atomic<int> refused = 0;
  in_tabs([&](int tab) {
    CartHouse& here = tab % 2 == 0 ? house : other;
    // Who is told that too many were faster asks again, with the same key, until it is done.
    const auto insist = [&](const catalog::VariantId& id, std::int64_t quantity, int round) {
      const Headers key{{"Idempotency-Key", id.str() + std::to_string(tab) + "-" + std::to_string(round)}};
      for (int tries = 0; tries < 50; ++tries) {
        const auto answer = here.add(cart, id, quantity, key);
        if (answer.status == 201) return;
        if (answer.status != 503) break;
      }
      ++refused;
    };
    for (int round = 0; round < kRounds; ++round) {
      insist(shared, 1, round);
      insist(own.at(static_cast<std::size_t>(tab)), 2, round);
    }
  });
  CHECK(refused == 0);
  const auto seen = house.get(cart).body;
  const auto found = quantities(seen);
  CHECK(found.size() == kTabs + 1);
  CHECK(found.at(shared.str()) == kTabs * kRounds);
  for (const auto& id : own) CHECK(found.at(id.str()) == 2 * kRounds);
  CHECK(seen["version"] == 1 + 2 * kTabs * kRounds);
}

TEST_CASE_METHOD(House, "of changes to one version that was seen exactly one is made") {
  const auto cart = filled_cart();
  const Headers seen{{"If-Match", "\"" + std::to_string(cart["version"].get<int>()) + "\""}};
  std::array<int, kTabs> statuses{};
  in_tabs([&](int tab) {
    statuses.at(static_cast<std::size_t>(tab)) =
        send(line_ask(cart, cart["lines"][0], "PATCH", {{"quantity", 10 + tab}}, seen)).status;
  });
  CHECK(std::ranges::count(statuses, 200) == 1);
  CHECK(std::ranges::count(statuses, 412) == kTabs - 1);
}

TEST_CASE_METHOD(House, "one tab empties the cart while others fill it: every answer is true, and nothing comes back") {
  const auto cart = filled_cart();
  const auto gone = cart["lines"][0]["variant_id"].get<std::string>();
  std::array<catalog::VariantId, kTabs> own{};
  for (auto& id : own) id = neighbours.add({});
  std::array<int, kTabs> statuses{};
  in_tabs([&](int tab) {
    statuses.at(static_cast<std::size_t>(tab)) =
        tab == 0 ? send(line_ask(cart, cart["lines"][0], "DELETE", nullptr, {})).status
                 : add(cart, own.at(static_cast<std::size_t>(tab)), 3).status;
  });
  const auto found = quantities(get(cart).body);
  CHECK(statuses[0] == 200);
  CHECK(found.find(gone) == found.end());
  for (int tab = 1; tab < kTabs; ++tab) {
    CHECK(statuses.at(static_cast<std::size_t>(tab)) == 201);
    CHECK(found.at(own.at(static_cast<std::size_t>(tab)).str()) == 3);
  }
}

TEST_CASE("what one program remembers of a cart never hides what another did to it") {
  House house;
  CartHouse other(house.settings_of_database(), {});
  const auto shirt = house.neighbours.add({});
  other.neighbours.change(shirt, {});
  const auto cart = house.guest_cart();
  REQUIRE(house.add(cart, shirt, 1).status == 201);
  REQUIRE(other.add(cart, shirt, 1).status == 201);
  REQUIRE(house.add(cart, shirt, 1).body["lines"][0]["quantity"] == 3);
  REQUIRE(other.patch(cart, {{"note", "from there"}}).status == 200);
  // As remembered these change nothing, or could not be refused.
  CHECK(house.patch(cart, {{"note", nullptr}}).body["note"].is_null());
  REQUIRE(other.patch(cart, {{"note", "once more"}}).status == 200);
  CHECK(house.patch(cart, Json::object()).body["note"] == "once more");
  CHECK(house.patch(cart, {{"note", "late"}}, {{"If-Match", "\"6\""}}).status == 412);
  CHECK(house.patch(cart, {{"note", "seen"}}, {{"If-Match", "\"7\""}}).status == 200);
}

}  // namespace kontor::cart::test
