#include "modules/catalog/domain/listing.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/http/listing_request.hpp"
#include "support/euro.hpp"

using namespace kontor;
using namespace kontor::catalog;
using kontor::test::kEuro;

namespace {

std::vector<std::string> pointers(const Result<Listing>& listing) {
  std::vector<std::string> found;
  if (!listing) {
    for (const auto& field : listing.error().fields) found.push_back(field.pointer);
  }
  return found;
}

}  // namespace

TEST_CASE("a list by name goes on behind the longest name") {
  const auto cursor = encode_cursor(Sort::name, {std::string(2700, 'n'), ProductId::generate()});
  const json::Parameter parameters[] = {{"sort", "name"}, {"cursor", cursor}};
  const auto request = json::read_parameters<ListingRequest>(parameters);
  REQUIRE(request);
  CHECK(listing_from(*request, kEuro));
}

TEST_CASE("a cursor leads back to where its page ended") {
  const Position positions[] = {
      {"2026-03-01T09:30:00.123456Z", ProductId::generate()},
      {"1999", ProductId::generate()},
      {"A name\nwith two lines, and ü", ProductId::generate()},
  };
  CHECK(decode_cursor(Sort::newest, encode_cursor(Sort::newest, positions[0])) == positions[0]);
  CHECK(decode_cursor(Sort::price, encode_cursor(Sort::price, positions[1])) == positions[1]);
  CHECK(decode_cursor(Sort::name, encode_cursor(Sort::name, positions[2])) == positions[2]);
}

TEST_CASE("a cursor of another order is refused") {
  const auto cursor = encode_cursor(Sort::price, {"1999", ProductId::generate()});
  CHECK_FALSE(decode_cursor(Sort::price_descending, cursor));
  CHECK_FALSE(decode_cursor(Sort::newest, cursor));
}

TEST_CASE("a forged cursor is refused before it reaches a statement") {
  const auto id = ProductId::generate().str();
  const std::pair<Sort, std::string> forged[] = {
      {Sort::newest, ""},
      {Sort::newest, "newest"},
      {Sort::newest, "newest\n" + id},
      {Sort::newest, "newest\nproduct_x\n2026-03-01T09:30:00Z"},
      {Sort::newest, "newest\n" + id + "\nyesterday"},
      {Sort::newest, "newest\n" + id + "\n2026-02-30T09:30:00Z"},
      {Sort::price, "price\n" + id + "\n12.5"},
      {Sort::price, "price\n" + id + "\n99999999999999999999"},
      {Sort::name, "name\n" + id + "\n" + std::string("nul\0byte", 8)},
      {Sort::name, "name\n" + id + "\n\xff"},
  };
  for (const auto& [sort, plain] : forged) {
    CAPTURE(plain);
    CHECK_FALSE(decode_cursor(sort, text::base64url(plain)));
  }
}

TEST_CASE("what is not asked for has the shop's defaults") {
  const auto listing = listing_from(ListingRequest{}, kEuro);
  REQUIRE(listing);
  CHECK(listing->currency == kEuro);
  CHECK(listing->sort == Sort::newest);
  CHECK(listing->limit == 20);
  CHECK_FALSE(listing->after);
}

TEST_CASE("mistakes that only the whole query shows are named") {
  ListingRequest request;
  request.min_price = 200;
  request.max_price = 100;
  request.attribute = {"material:linen", "material", ":linen"};
  request.cursor = "nonsense";
  CHECK(pointers(listing_from(request, kEuro)) ==
        std::vector<std::string>{"/attribute", "/attribute", "/cursor", "/max_price"});
}

TEST_CASE("an attribute's value may hold a colon") {
  ListingRequest request;
  request.attribute = {"ratio:16:9"};
  const auto listing = listing_from(request, kEuro);
  REQUIRE(listing);
  CHECK(listing->attributes == std::vector<std::pair<std::string, std::string>>{{"ratio", "16:9"}});
}
