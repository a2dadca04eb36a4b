#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "identity/identity_house.hpp"

namespace kontor::identity::test {
namespace {

using House = IdentityHouse;
using Problems = std::vector<std::string>;

constexpr const char* kAddresses = "/identity/me/addresses";

Json in_berlin() {
  return {{"first_name", "Ada"}, {"last_name", "Lovelace"}, {"line1", "Invalidenstraße 116"},
          {"city", "Berlin"},    {"postal_code", "10115"},  {"country", "DE"}};
}

Json with(Json address, const Json& changes) {
  address.update(changes);
  return address;
}

std::string address_path(const Json& address) {
  return std::string(kAddresses) + "/" + address["id"].get<std::string>();
}

// One who is signed in, and their addresses.
struct Customer {
  House& house;
  std::string token;

  Customer(House& in, const std::string& email) : house(in), token(in.register_user(email)["access_token"]) {}

  Json add(const Json& address) {
    const auto answer = house.post(kAddresses, address, token);
    INFO(answer.body.dump());
    REQUIRE(answer.status == 201);
    return answer.body;
  }
  Answer put(const std::string& path, const Json& address, const Headers& headers = {}) {
    return house.send({.method = "PUT", .path = path, .body = address, .token = token, .headers = headers});
  }
  Answer get(const std::string& path) { return house.get(path, token); }
};

TEST_CASE_METHOD(House, "an address is kept as the country's post writes it") {
  Customer ada(*this, "ada@example.com");
  const auto answer = post(kAddresses,
                           {{"first_name", " Ada "},
                            {"last_name", "Lovelace"},
                            {"line1", "12 St James's Square"},
                            {"line2", ""},
                            {"city", "London"},
                            {"postal_code", "sw1y4le"},
                            {"country", "gb"},
                            {"phone", "0044 20 7946 0000"}},
                           ada.token);
  REQUIRE(answer.status == 201);
  CHECK(answer.header("ETag") == "\"1\"");
  CHECK(answer.body["first_name"] == "Ada");
  CHECK(answer.body["line2"].is_null());
  CHECK(answer.body["postal_code"] == "SW1Y 4LE");
  CHECK(answer.body["country"] == "GB");
  CHECK(answer.body["phone"] == "+442079460000");
  CHECK(answer.body["is_default_shipping"] == false);
  CHECK(ada.get(address_path(answer.body)).body == answer.body);
  CHECK(ada.get(kAddresses).body["data"] == Json::array({answer.body}));
}

TEST_CASE_METHOD(House, "everything that is wrong with an address is said at once, and nothing is kept") {
  Customer ada(*this, "ada@example.com");
  const auto answer =
      post(kAddresses, with(in_berlin(), {{"first_name", "A\nB"}, {"country", "US"}, {"phone", "call me"}}), ada.token);
  CHECK(answer.status == 422);
  CHECK(answer.problems() == Problems{"/first_name format", "/region required", "/phone format"});
  CHECK(post(kAddresses, with(in_berlin(), {{"account_id", "x"}, {"id", "y"}}), ada.token).problems() ==
        Problems{"/account_id unknown", "/id unknown"});
  CHECK(post(kAddresses, with(in_berlin(), {{"postal_code", "1011"}}), ada.token).problems() ==
        Problems{"/postal_code format"});
  CHECK(run_sql("select count(*) from identity.address") == "0");
}

TEST_CASE_METHOD(House, "one address at most is the default of its kind") {
  Customer ada(*this, "ada@example.com");
  const auto home = ada.add(with(in_berlin(), {{"is_default_shipping", true}, {"is_default_billing", true}}));
  const auto work = ada.add(with(in_berlin(), {{"line1", "Work 1"}, {"is_default_shipping", true}}));
  const auto home_now = ada.get(address_path(home));
  CHECK(home_now.body["is_default_shipping"] == false);
  CHECK(home_now.body["is_default_billing"] == true);
  CHECK(home_now.header("ETag") == "\"2\"");
  CHECK(ada.get(address_path(work)).body["is_default_shipping"] == true);

  CHECK(ada.put(address_path(home), with(in_berlin(), {{"is_default_shipping", true}})).status == 200);
  CHECK(ada.get(address_path(work)).body["is_default_shipping"] == false);
  CHECK(run_sql("select count(*) from identity.address where is_default_billing") == "0");
}

TEST_CASE_METHOD(House, "who replaces or forgets an address can say which version they saw") {
  Customer ada(*this, "ada@example.com");
  const auto home = ada.add(in_berlin());
  const auto moved = with(in_berlin(), {{"line1", "Elsewhere 1"}});
  const auto replaced = ada.put(address_path(home), moved, {{"If-Match", "\"1\""}});
  REQUIRE(replaced.status == 200);
  CHECK(replaced.body["line1"] == "Elsewhere 1");
  CHECK(replaced.header("ETag") == "\"2\"");

  const auto late = ada.put(address_path(home), in_berlin(), {{"If-Match", "\"1\""}});
  CHECK(late.status == 412);
  CHECK(late.code() == "version_conflict");
  CHECK(send({.method = "DELETE", .path = address_path(home), .token = ada.token, .headers = {{"If-Match", "\"1\""}}})
            .status == 412);
  CHECK(ada.get(address_path(home)).body["line1"] == "Elsewhere 1");
  CHECK(ada.put(address_path(home), in_berlin()).status == 200);
  CHECK(send({.method = "DELETE", .path = address_path(home), .token = ada.token, .headers = {{"If-Match", "\"3\""}}})
            .status == 204);
  CHECK(ada.get(address_path(home)).status == 404);
}

TEST_CASE_METHOD(House, "a replaced address is checked as a new one is, and keeps nothing that was left out") {
  Customer ada(*this, "ada@example.com");
  const auto home = ada.add(with(in_berlin(), {{"phone", "030 1234567"}, {"is_default_billing", true}}));
  CHECK(ada.put(address_path(home), with(in_berlin(), {{"city", " "}})).problems() == Problems{"/city required"});
  const auto replaced = ada.put(address_path(home), in_berlin());
  CHECK(replaced.body["phone"].is_null());
  CHECK(replaced.body["is_default_billing"] == false);
}

TEST_CASE_METHOD(House, "other people's addresses are not there") {
  Customer ada(*this, "ada@example.com");
  Customer eve(*this, "eve@example.com");
  const auto home = ada.add(with(in_berlin(), {{"is_default_shipping", true}}));
  CHECK(eve.get(address_path(home)).status == 404);
  CHECK(eve.put(address_path(home), in_berlin()).status == 404);
  CHECK(del(address_path(home), eve.token).status == 404);
  CHECK(eve.get(kAddresses).body["data"].empty());
  eve.add(with(in_berlin(), {{"is_default_shipping", true}}));
  CHECK(ada.get(address_path(home)).body == home);
  for (const auto* path : {"/identity/me/addresses", "/identity/me/addresses/address_01hxnjwz0tfmz9y05v3mp3mkjz"}) {
    CHECK(get(path).status == 401);
  }
  CHECK(ada.get("/identity/me/addresses/nonsense").status == 422);
}

TEST_CASE_METHOD(House, "an address that is sent twice with one key is added once") {
  Customer ada(*this, "ada@example.com");
  const Ask ask{.method = "POST",
                .path = kAddresses,
                .body = in_berlin(),
                .token = ada.token,
                .headers = {{"Idempotency-Key", "add-1"}}};
  const auto first = send(ask);
  const auto second = send(ask);
  REQUIRE(first.status == 201);
  CHECK(second.status == 201);
  CHECK(second.body == first.body);
  CHECK(second.header("ETag") == first.header("ETag"));
  CHECK(second.header("Idempotent-Replayed") == "true");
  CHECK(run_sql("select count(*) from identity.address") == "1");
}

TEST_CASE_METHOD(House, "addresses are listed page by page, and there are at most fifty") {
  Customer ada(*this, "ada@example.com");
  ada.add(in_berlin());
  run_sql(R"(insert into identity.address (id, account_id, first_name, last_name, line1, city, postal_code, country,
                                           created_at, updated_at)
             select gen_random_uuid(), account_id, first_name, last_name, line1, city, postal_code, country,
                    created_at, updated_at
             from identity.address, generate_series(1, 48))");
  ada.add(in_berlin());
  const auto refused = post(kAddresses, in_berlin(), ada.token);
  CHECK(refused.status == 409);
  CHECK(refused.code() == "too_many_addresses");

  std::size_t seen = 0;
  std::string cursor;
  for (bool more = true; more;) {
    const auto page = ada.get(std::string(kAddresses) + "?limit=20" + cursor);
    REQUIRE(page.status == 200);
    seen += page.body["data"].size();
    more = page.body["page"]["has_more"];
    if (more) cursor = "&cursor=" + page.body["page"]["next_cursor"].get<std::string>();
  }
  CHECK(seen == 50);
  CHECK(ada.get(std::string(kAddresses) + "?cursor=x").status == 422);
}

TEST_CASE_METHOD(House, "of two defaults that are added at the same moment one is left, and both are kept") {
  Customer ada(*this, "ada@example.com");
  std::array<int, 4> statuses{};
  {
    std::vector<std::jthread> threads;
    for (auto& status : statuses) {
      threads.emplace_back([&] {
        status = post(kAddresses, with(in_berlin(), {{"is_default_shipping", true}}), ada.token).status;
      });
    }
  }
  for (const int status : statuses) CHECK(status == 201);
  CHECK(run_sql("select count(*) from identity.address where is_default_shipping") == "1");
}

}  // namespace
}  // namespace kontor::identity::test
