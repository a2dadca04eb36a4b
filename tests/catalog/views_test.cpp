#include "modules/catalog/http/views.hpp"

#include <catch2/catch.hpp>

#include "kernel/json/json.hpp"
#include "support/euro.hpp"

using namespace kontor;
using namespace kontor::catalog;
using kontor::test::kEuro;

namespace {

const Currency kYen = *Currency::parse("JPY");

Variant priced(std::int64_t cents, std::optional<std::int64_t> before = std::nullopt) {
  Variant variant;
  variant.sku = "SKU-" + std::to_string(cents);
  variant.prices.push_back({Money(cents, kEuro), before ? std::optional(Money(*before, kEuro)) : std::nullopt});
  return variant;
}

Category category(std::string slug, std::optional<CategoryId> parent, int position) {
  return {CategoryId::generate(), parent, slug, slug, position};
}

}  // namespace

TEST_CASE("a product's price range spans its variants, currency by currency") {
  Product product;
  product.variants = {priced(1999), priced(999), priced(2999)};
  product.variants[1].prices.push_back({Money(1500, kYen), std::nullopt});
  const auto ranges = price_ranges(product);
  REQUIRE(ranges.size() == 2);
  CHECK(ranges[0].currency == kEuro);
  CHECK(ranges[0].lowest_minor == 999);
  CHECK(ranges[0].highest_minor == 2999);
  CHECK(ranges[1].currency == kYen);
  CHECK(ranges[1].lowest_minor == 1500);
  CHECK(ranges[1].highest_minor == 1500);
}

TEST_CASE("a product's document reads back as the same view") {
  Product product;
  product.id = ProductId::generate();
  product.slug = "linen-shirt";
  product.status = ProductStatus::published;
  product.name = "Linen \"Shirt\"\n✓";
  product.brand = Brand{BrandId::generate(), "nordhavn", "Nordhavn"};
  product.attributes = {{"material", "linen"}};
  product.variants = {priced(1999, 2999), priced(2499)};
  product.variants[0].dimensions = Dimensions{10, 20, 30};
  product.created_at = *parse_timestamp("2026-03-01T09:30:00.123456Z");

  const auto document = json::to_json(view_of(product));
  const auto read = json::read<ProductView>(document);
  INFO(document);
  REQUIRE(read);
  CHECK(json::to_json(*read) == document);
  CHECK(read->name == product.name);
  CHECK(read->variants[0].prices[0].compare_at == 2999);
  CHECK(document.find("\"barcode\"") == std::string::npos);
}

TEST_CASE("categories nest below their parents, in the order staff gave them") {
  const auto clothing = category("clothing", std::nullopt, 2);
  const auto home = category("home", std::nullopt, 1);
  const auto shirts = category("shirts", clothing.id, 2);
  const auto coats = category("coats", clothing.id, 1);
  const auto linen = category("linen-shirts", shirts.id, 1);

  const auto tree = tree_of({linen, shirts, clothing, coats, home});
  REQUIRE(tree.data.size() == 2);
  CHECK(tree.data[0].slug == "home");
  CHECK(tree.data[1].slug == "clothing");
  REQUIRE(tree.data[1].children.size() == 2);
  CHECK(tree.data[1].children[0].slug == "coats");
  CHECK(tree.data[1].children[1].children[0].slug == "linen-shirts");
}
