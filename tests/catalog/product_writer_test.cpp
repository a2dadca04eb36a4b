#include "modules/catalog/store/product_writer.hpp"

#include <catch2/catch.hpp>

#include "catalog/catalog_database.hpp"
#include "kernel/db/errors.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/store/product_reads.hpp"

using namespace kontor;
using namespace kontor::catalog;
using test::CatalogDatabase;

namespace {

const std::string kAwkward = "tab\t newline\n return\r back\\slash \\N \\. \"quotes\" 'and' {brace},null ✓";

Product awkward_product() {
  const auto euro = *Currency::parse("EUR");
  Product product;
  product.id = ProductId::generate();
  product.slug = "awkward";
  product.status = ProductStatus::published;
  product.name = kAwkward;
  product.description = kAwkward;
  product.tags = {kAwkward, "NULL", "", "plain"};
  product.attributes = {{kAwkward, kAwkward}};
  product.options = {{kAwkward, {kAwkward, "b"}}};
  product.created_at = *parse_timestamp("2026-03-01T09:30:00.123456Z");
  Variant variant;
  variant.id = VariantId::generate();
  variant.sku = kAwkward;
  variant.name = kAwkward;
  variant.options = {{kAwkward, kAwkward}};
  variant.prices = {{Money(1999, euro), Money(2999, euro)}};
  product.variants.push_back(variant);
  product.images.push_back({ImageId::generate(), kAwkward, kAwkward, 1, 2});
  return product;
}

Result<void> write(CatalogDatabase& database, const Product& product) {
  return database.catalog().transact([&](db::Tx& tx) -> Result<void> {
    const DocumentedProduct documented{product, json::to_json(view_of(product))};
    ProductWriter(tx).add_products({&documented, 1});
    return {};
  });
}

}  // namespace

TEST_CASE("texts with every awkward character arrive as they were") {
  CatalogDatabase database;
  const auto product = awkward_product();
  REQUIRE(write(database, product));

  const auto found = ProductReads(database.catalog()).find("awkward");
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK((*found)->document == json::to_json(view_of(product)));
  for (const auto* value :
       {"name from catalog.product", "description from catalog.product", "tags[1] from catalog.product",
        "choices[1] from catalog.product_option", "sku from catalog.variant", "path from catalog.product_image",
        "(select value from jsonb_each_text(attributes)) from catalog.product",
        "(select key from jsonb_each_text(options)) from catalog.variant"}) {
    INFO(value);
    CHECK(database.run_sql(std::string("select ") + value) == kAwkward);
  }
  CHECK(database.run_sql("select tags[2] || '|' || tags[3] || '|' || cardinality(tags) from catalog.product") ==
        "NULL||4");
}

TEST_CASE("what a product does not have is NULL in its row") {
  CatalogDatabase database;
  REQUIRE(write(database, awkward_product()));
  CHECK(database.run_sql("select (brand_id, seo_title, seo_description) is null from catalog.product") == "t");
  CHECK(database.run_sql("select (barcode, weight_grams, length_mm) is null from catalog.variant") == "t");
}

TEST_CASE("times and prices are kept to the microsecond and the cent") {
  CatalogDatabase database;
  REQUIRE(write(database, awkward_product()));
  CHECK(database.run_sql("select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') "
                         "from catalog.product") == "2026-03-01 09:30:00.123456");
  CHECK(database.run_sql("select amount_minor || ' was ' || compare_at_minor from catalog.variant_price") ==
        "1999 was 2999");
  CHECK(database.run_sql("select lowest_minor || '-' || highest_minor from catalog.product_price") == "1999-1999");
}

TEST_CASE("a slug that is taken is refused, and nothing of the product stays") {
  CatalogDatabase database;
  REQUIRE(write(database, awkward_product()));
  auto same_slug = awkward_product();
  same_slug.variants.front().sku = "another";
  CHECK_THROWS_AS(write(database, same_slug), db::Violation);
  CHECK(database.count("product") == 1);
  CHECK(database.count("variant") == 1);
}

TEST_CASE("a NUL byte, which PostgreSQL cannot hold, is refused rather than cut") {
  CatalogDatabase database;
  auto product = awkward_product();
  product.name = std::string("a\0b", 3);
  CHECK_THROWS_AS(write(database, product), db::StatementFailed);
  CHECK(database.count("product") == 0);
}
