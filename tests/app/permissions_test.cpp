#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "app/whole_house.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/openapi.hpp"
#include "modules/cart/api/cart.hpp"
#include "modules/payment/api/payment.hpp"

// Every endpoint of the house is called by everybody, with their own things and with other people's. What comes of it
// is docs/permissions.md; KONTOR_WRITE_PERMISSIONS=1 writes it anew.
namespace kontor::app::test {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kPreamble = R"(# Who may call what

Written by a test that calls every endpoint as everybody (`KONTOR_WRITE_PERMISSIONS=1`, `tests/app/permissions_test.cpp`),
and held against the program by the same test: an endpoint that is not here fails it.

`yes`: the request reached the endpoint. `401`: nobody is known to call. `403`: they may not. `404`: it is not theirs, so
for them it is not there. An "own" request names the caller's own things in its path, all others somebody else's. Asks
for: `anyone`, `a user` who is signed in, or a permission; `a service` is another process of the house.

| endpoint | asks for | anonymous | customer, own | customer, other's | support | catalog manager | administrator | API key without scopes | API key with all scopes |
|---|---|---|---|---|---|---|---|---|---|
)";

enum class Whose { own, somebody_elses };

struct Column {
  std::string role;  // empty: not a user
  Whose whose = Whose::somebody_elses;
  std::string (WholeHouse::*key)() const = nullptr;
};

const std::array<Column, 8> kColumns{{{""},
                                      {"customer", Whose::own},
                                      {"customer"},
                                      {"support"},
                                      {"catalog_manager"},
                                      {"administrator"},
                                      {"", Whose::somebody_elses, &WholeHouse::key_without_scopes},
                                      {"", Whose::somebody_elses, &WholeHouse::key_with_all_scopes}}};

std::string uuid_of(const std::string& account) {
  return identity::UserId::parse(account).value().uuid().str();
}

std::string a_session(const WholeHouse& house, const std::string& owner) {
  const auto id = identity::SessionId::generate();
  house.run_sql(
      "insert into identity.session (id, account_id, created_at, refreshed_at, expires_at, token_digests)"
      " values ('" +
      id.uuid().str() + "', '" + uuid_of(owner) + "', now(), now(), now() + interval '1 day', '{}')");
  return id.str();
}

std::string an_address(const WholeHouse& house, const std::string& owner) {
  const auto id = identity::AddressId::generate();
  house.run_sql(
      "insert into identity.address (id, account_id, first_name, last_name, line1, city, postal_code, country,"
      " created_at, updated_at) values ('" +
      id.uuid().str() + "', '" + uuid_of(owner) + "', 'A', 'B', 'C', 'D', '10115', 'DE', now(), now())");
  return id.str();
}

std::string an_api_key(const WholeHouse& house, const std::string& owner) {
  const auto id = identity::ApiKeyId::generate();
  house.run_sql(
      "insert into identity.api_key (id, prefix, secret_digest, name, scopes, created_by, created_at) values ('" +
      id.uuid().str() + "', '" + id.uuid().str() + "', '', 'x', '{}', '" + uuid_of(owner) + "', now())");
  return id.str();
}

std::string a_role(const WholeHouse& house, const std::string&) {
  house.run_sql(
      "insert into identity.role (name, created_at, updated_at) values ('walker', now(), now())"
      " on conflict do nothing");
  return "walker";
}

// Not there: what may be done with it is asked after who may.
std::string a_payment(const WholeHouse&, const std::string&) {
  return payment::PaymentId::generate().str();
}

std::string a_stored_method(const WholeHouse& house, const std::string& owner) {
  const auto id = Uuid::generate();
  house.run_sql("insert into payment.method (id, user_id, provider, token, created_at) values ('" + id.str() + "', '" +
                uuid_of(owner) + "', 'sandbox', 'tok_" + id.str() + "', now())");
  return "method_" + encode_base32(id);
}

// With one line and one code, the same in every cart.
constexpr const char* kCartLine = "line_01hxnjwz0tfmz9y05v3mp3mkjz";
constexpr const char* kCartCode = "WELCOME10";

std::string a_cart(const WholeHouse& house, const std::string& owner) {
  const auto id = cart::CartId::generate();
  house.run_sql("insert into cart.cart (id, user_id, content, created_at, touched_at, look_at) values ('" +
                id.uuid().str() + "', '" + uuid_of(owner) + "', '{\"currency\":\"EUR\",\"lines\":[{\"id\":\"" +
                kCartLine + "\",\"variant_id\":\"" + catalog::VariantId::generate().str() +
                "\",\"quantity\":1,\"sku\":\"\",\"name\":\"\"}],\"codes\":[\"" + kCartCode +
                "\"]}', now(), now(), now() + interval '1 day')");
  return id.str();
}

// A confirmed one, that nobody else knows.
std::string an_order(const WholeHouse& house, const std::string& owner) {
  const auto id = ordering::OrderId::generate();
  const auto uuid = id.uuid().str();
  const std::string none = R"({"amount":0,"currency":"EUR"})";
  const std::string address =
      R"({"first_name":"Ada","last_name":"L","line1":"1","city":"Berlin","postal_code":"10117","country":"DE"})";
  const auto frozen = R"({"lines":[],"shipping_address":)" + address + R"(,"billing_address":)" + address +
                      R"(,"shipping_option":{"id":")" + shipping::ShippingMethodId::generate().str() +
                      R"(","name":"Post","delivery_estimate":""},"totals":{"items":)" + none + R"(,"discount":)" +
                      none + R"(,"shipping":)" + none + R"(,"tax":)" + none + R"(,"total":)" + none +
                      R"(,"tax_included":true},"adjustments":[],"claims":[],"cart_version":1})";
  house.run_sql(
      "insert into ordering.placed_order (id, number, user_id, email, currency, total, frozen, shipment, "
      "payment_id, provider, payment_token, placed_at) values ('" +
      uuid + "', '" + uuid + "', '" + uuid_of(owner) + "', 'ada@example.com', 'EUR', 0, '" + frozen + "', '{}', '" +
      uuid + "', '', '', now())");
  house.run_sql(
      "insert into ordering.saga (id, cart_id, has_cart, shipment_id, step, status, reason, awaited, held, "
      "attempts, is_free, captures, at_rest, shipment_status, tracking_code, payment, shortages, entries) "
      "values ('" +
      uuid + "', '" + uuid + "', true, '" + uuid +
      "', 'confirmed', 'confirmed', '', 0, 0, 1, true, true, true, '', '', "
      "'{\"status\":\"\",\"captured\":0,\"refunded\":0,\"failure\":\"\",\"next_action\":\"\"}', '[]', 0)");
  return id.str();
}

std::string a_cart_line(const WholeHouse&, const std::string&) {
  return kCartLine;
}

std::string a_cart_code(const WholeHouse&, const std::string&) {
  return kCartCode;
}

// What belongs to the shop may as well not be there: whoever may not ask for it is refused before.
std::string a_thing_of_the_shop(const WholeHouse&, const std::string&) {
  return "whatever";
}

std::string the_account(const WholeHouse&, const std::string& owner) {
  return owner;
}

// What stands for a parameter of a path, by the path up to it: something that belongs to this account, where such
// things belong to anybody. Whoever adds a path with a parameter says here what it names.
using Thing = std::string (*)(const WholeHouse& house, const std::string& owner);
const std::map<std::string, Thing> kThings{
    {"/identity/me/sessions/{id}", &a_session},
    {"/identity/me/addresses/{id}", &an_address},
    {"/identity/users/{id}", &the_account},
    {"/identity/api-keys/{id}", &an_api_key},
    {"/identity/roles/{name}", &a_role},
    {"/setup/{file*}", &a_thing_of_the_shop},
    {"/carts/{id}", &a_cart},
    {"/carts/{id}/lines/{line_id}", &a_cart_line},
    {"/carts/{id}/promotions/{code}", &a_cart_code},
    {"/catalog/products/{key}", &a_thing_of_the_shop},
    {"/catalog/products/{id}", &a_thing_of_the_shop},
    {"/catalog/products/{id}/translations/{locale}", &a_thing_of_the_shop},
    {"/catalog/products/{id}/variants/{variant_id}", &a_thing_of_the_shop},
    {"/catalog/products/{id}/images/{image_id}", &a_thing_of_the_shop},
    {"/catalog/categories/{id}", &a_thing_of_the_shop},
    {"/catalog/categories/{id}/translations/{locale}", &a_thing_of_the_shop},
    {"/catalog/brands/{id}", &a_thing_of_the_shop},
    {"/catalog/attributes/{code}", &a_thing_of_the_shop},
    {"/catalog/tags/{tag}", &a_thing_of_the_shop},
    {"/inventory/warehouses/{id}", &a_thing_of_the_shop},
    {"/inventory/variants/{id}", &a_thing_of_the_shop},
    {"/inventory/reservations/{id}", &a_thing_of_the_shop},
    {"/payments/{id}", &a_payment},
    {"/payments/methods/{id}", &a_stored_method},
    {"/payments/webhooks/{provider}", &a_thing_of_the_shop},
    {"/pricing/currencies/{code}", &a_thing_of_the_shop},
    {"/pricing/price-lists/{id}", &a_thing_of_the_shop},
    {"/pricing/promotions/{id}", &a_thing_of_the_shop},
    {"/pricing/promotions/{id}/codes/{code}", &a_thing_of_the_shop},
    {"/pricing/tax-classes/{code}", &a_thing_of_the_shop},
    {"/pricing/tax-zones/{id}", &a_thing_of_the_shop},
    {"/shipping/zones/{id}", &a_thing_of_the_shop},
    {"/shipping/methods/{id}", &a_thing_of_the_shop},
    {"/shipping/shipments/{id}", &a_thing_of_the_shop},
    {"/shipping/tracking/{code}", &a_thing_of_the_shop},
    {"/shipping/webhooks/{carrier}", &a_thing_of_the_shop},
    {"/catalog/imports/{id}", &a_thing_of_the_shop},
    {"/orders/{id}", &an_order},
    {"/admin/orders/{id}", &a_thing_of_the_shop},
    {"/admin/returns/{return_id}", &a_thing_of_the_shop},
    {"/admin/draft-orders/{draft_id}", &a_thing_of_the_shop},
    {"/admin/jobs/{name}", &a_thing_of_the_shop},
    {"/admin/event-groups/{name}", &a_thing_of_the_shop},
    {"/admin/errands/{id}", &a_thing_of_the_shop},
    {"/admin/dead-letters/{id}", &a_thing_of_the_shop},
};

std::string target_of(const WholeHouse& house, const http::Endpoint& endpoint, const std::string& owner) {
  const auto& path = endpoint.path;
  std::string target = endpoint.at_root ? "" : std::string(http::kBasePath);
  std::size_t written = 0;
  for (auto end = path.find('}'); end != std::string::npos; end = path.find('}', written)) {
    const auto thing = kThings.find(path.substr(0, end + 1));
    INFO("kThings has to say what stands for the last parameter of " << path.substr(0, end + 1));
    REQUIRE(thing != kThings.end());
    target += path.substr(written, path.find('{', written) - written) + thing->second(house, owner);
    written = end + 1;
  }
  return target + path.substr(written);
}

// Whether "not there" says something about who asks. Elsewhere it is an answer like any other.
bool belongs_to_somebody(const http::Endpoint& endpoint) {
  return endpoint.path.starts_with("/identity/me/") || endpoint.path.starts_with("/carts/{id}") ||
         endpoint.path.starts_with("/orders/{id}") || endpoint.path.starts_with("/payments/methods");
}

// One that is understood where it has to get as far as the question whose it is.
std::string body_of(const http::Endpoint& endpoint) {
  if (!endpoint.body_type) return "";
  if (!belongs_to_somebody(endpoint) || endpoint.path.find('{') == std::string::npos) return "{}";
  const auto document = Json::parse(http::openapi_document({&endpoint, 1}, {"Kontor", "0", ""}));
  auto method = text::to_lower(http::to_string(endpoint.method));
  const auto& operation = document["paths"][std::string(http::kBasePath) + endpoint.path][method];
  return operation["requestBody"]["content"]["application/json"]["example"].dump();
}

std::string verdict_on(WholeHouse& house, const http::Endpoint& endpoint, const Column& column) {
  const std::vector<std::string> roles{column.role};
  const auto caller = column.role.empty() ? std::string() : house.account(roles);
  const auto owner = column.whose == Whose::own ? caller : house.account({"customer"});
  std::string credentials;
  if (!column.role.empty()) credentials = house.token_of(caller, roles);
  if (column.key) credentials = (house.*column.key)();
  const int status =
      house.send(http::to_string(endpoint.method), target_of(house, endpoint, owner), credentials, body_of(endpoint));
  if (status == 401 || status == 403) return std::to_string(status);
  if (status == 404 && belongs_to_somebody(endpoint)) return "404";
  CHECK(status < 500);
  return "yes";
}

std::string asks_for(const http::Endpoint& endpoint) {
  const auto& access = endpoint.access.value();
  if (const auto* permission = access.required_permission()) return "`" + std::string(permission->name) + "`";
  return access.is_public() ? "anyone" : access.is_for_services() ? "a service" : "a user";
}

std::string row_of(WholeHouse& house, const http::Endpoint& endpoint) {
  const std::string name = std::string(http::to_string(endpoint.method)) + " " + endpoint.path;
  INFO(name);
  std::string row = "| `" + name + "` | " + asks_for(endpoint) + " |";
  for (const auto& column : kColumns) row += " " + verdict_on(house, endpoint, column) + " |";
  return row + "\n";
}

std::string table_of(WholeHouse& house) {
  auto endpoints = house.endpoints();
  std::ranges::stable_sort(endpoints, {}, &http::Endpoint::path);
  std::string table(kPreamble);
  for (const auto& endpoint : endpoints) {
    const auto row = row_of(house, endpoint);
    if (!table.ends_with(row)) table += row;  // another way to the same: at the root, too
  }
  return table;
}

std::string golden() {
  std::ifstream file(KONTOR_PERMISSIONS_TABLE, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("who may call what is what docs/permissions.md says") {
  WholeHouse house;
  const auto table = table_of(house);
  if (std::getenv("KONTOR_WRITE_PERMISSIONS") != nullptr) std::ofstream(KONTOR_PERMISSIONS_TABLE) << table;
  CHECK(table == golden());
}

}  // namespace kontor::app::test
