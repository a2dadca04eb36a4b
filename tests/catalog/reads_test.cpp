#include <catch2/catch.hpp>
#include <set>

#include "catalog/catalog_database.hpp"
#include "kernel/json/json.hpp"
#include "modules/catalog/http/listing_request.hpp"
#include "modules/catalog/http/views.hpp"
#include "modules/catalog/module.hpp"
#include "modules/catalog/seed/seeding.hpp"
#include "modules/catalog/store/listing_statement.hpp"
#include "modules/catalog/store/product_reads.hpp"
#include "support/euro.hpp"
#include "support/scratch_folder.hpp"

using namespace kontor;
using namespace kontor::catalog;
using kontor::test::kEuro;

namespace {

// A catalog with the hundred products of the small seed.
class ReadShop {
 public:
  ReadShop() : module_(database_.ground(clock_, metrics_)) {
    SeedOrder order;
    order.media_dir = folder_.path();
    const auto seeded = module_.seed(order);
    REQUIRE(seeded);
  }

  const Catalog& api() const { return module_.catalog(); }
  ProductReads reads() { return ProductReads(database_.catalog()); }
  std::string run_sql(const std::string& sql) const { return database_.run_sql(sql); }

  std::vector<ProductView> page(const Listing& listing) {
    const auto page = reads().list(listing);
    REQUIRE(page);
    std::vector<ProductView> views;
    for (const auto& document : page->documents) {
      auto view = json::read<ProductView>(document);
      REQUIRE(view);
      views.push_back(*std::move(view));
    }
    return views;
  }

 private:
  test::ScratchFolder folder_;
  test::CatalogDatabase database_;
  SystemClock clock_;
  telemetry::Metrics metrics_;
  Module module_;
};

Listing everything() {
  ListingRequest request;
  request.limit = 100;
  return listing_from(request, kEuro).value();
}

}  // namespace

TEST_CASE("another module learns of many variants at once, in the order it asked") {
  ReadShop shop;
  const auto products = shop.page(everything());
  const std::vector<VariantId> asked{products[5].variants[0].id, VariantId::generate(), products[2].variants[0].id};

  const auto found = shop.api().variants(asked);
  REQUIRE(found);
  REQUIRE(found->size() == 2);
  CHECK((*found)[0].id == asked[0]);
  CHECK((*found)[1].id == asked[2]);
  CHECK((*found)[0].sku == products[5].variants[0].sku);
  CHECK((*found)[0].product_id == products[5].id);
  CHECK((*found)[0].published);
  CHECK((*found)[0].name.starts_with(products[5].name));
  CHECK((*found)[0].list_prices.size() == products[5].variants[0].prices.size());
}

TEST_CASE("nobody asks for more variants than one statement should carry") {
  ReadShop shop;
  const std::vector<VariantId> many(501, VariantId::generate());
  const auto found = shop.api().variants(many);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == "too_many");
  CHECK(shop.api().variants(std::span<const VariantId>()).value().empty());
}

TEST_CASE("what is not published is not found, but other modules still know its variants") {
  ReadShop shop;
  const auto product = shop.page(everything())[0];
  shop.run_sql("update catalog.product set status = 'archived' where slug = '" + product.slug + "'");

  CHECK_FALSE(shop.reads().find(product.slug).value());
  CHECK_FALSE(shop.reads().find(product.id.str()).value());
  const auto found = shop.api().variants(std::vector{product.variants[0].id});
  REQUIRE(found);
  CHECK_FALSE(found->at(0).published);
}

TEST_CASE("filters are joined by and") {
  ReadShop shop;
  std::size_t matching = 0;
  const auto all = shop.page(everything());
  const auto sample = *std::ranges::find_if(all, [](const ProductView& one) { return !one.tags.empty(); });
  auto listing = everything();
  listing.brand = sample.brand->slug;
  listing.tags = {sample.tags[0]};
  for (const auto& one : all) {
    const bool tagged = std::ranges::find(one.tags, sample.tags[0]) != one.tags.end();
    if (tagged && one.brand->slug == sample.brand->slug) ++matching;
  }
  CHECK(matching > 0);
  CHECK(shop.page(listing).size() == matching);
}

TEST_CASE("a filter that nothing matches gives an empty page, not an error") {
  ReadShop shop;
  const std::pair<std::string, std::function<void(Listing&)>> table[] = {
      {"category", [](Listing& one) { one.category = "no-such-category"; }},
      {"category id", [](Listing& one) { one.category = CategoryId::generate().str(); }},
      {"brand", [](Listing& one) { one.brand = "' or true --"; }},
      {"tag", [](Listing& one) { one.tags = {"{},\"\\"}; }},
      {"attribute",
       [](Listing& one) {
         one.attributes = {{"a\"b", "c\\d"}};
       }},
      {"price", [](Listing& one) { one.min_price_minor = INT64_MAX; }},
      {"currency",
       [](Listing& one) {
         one.currency = *Currency::parse("JPY");
         one.sort = Sort::price;
       }},
  };
  for (const auto& [name, narrow] : table) {
    CAPTURE(name);
    auto listing = everything();
    narrow(listing);
    CHECK(shop.page(listing).empty());
  }
}

TEST_CASE("products that share their sort value are neither lost nor shown twice between pages") {
  ReadShop shop;
  shop.run_sql("update catalog.product set created_at = '2026-01-01T00:00:00Z', name = 'The same'");
  shop.run_sql("update catalog.product_price set lowest_minor = 100, highest_minor = 100");
  for (const auto sort :
       {Sort::newest, Sort::oldest, Sort::name, Sort::name_descending, Sort::price, Sort::price_descending}) {
    CAPTURE(std::string(to_string(sort)));
    auto listing = everything();
    listing.sort = sort;
    const auto total = shop.page(listing).size();
    listing.limit = 7;
    std::set<ProductId> seen;
    std::size_t shown = 0;
    for (auto page = shop.reads().list(listing).value();; page = shop.reads().list(listing).value()) {
      for (const auto& document : page.documents) seen.insert(json::read<ProductView>(document).value().id);
      shown += page.documents.size();
      if (!page.next_cursor) break;
      listing.after = decode_cursor(sort, *page.next_cursor);
      REQUIRE(listing.after);
    }
    CHECK(shown == total);
    CHECK(seen.size() == total);
  }
}

TEST_CASE("a page by price reads its category, not the prices of all products, however often it is asked for") {
  test::CatalogDatabase database;
  database.run_sql(
      "insert into catalog.category (id, slug, name) values (gen_random_uuid(), 'few', 'Few'),"
      " (gen_random_uuid(), 'many', 'Many');"
      " insert into catalog.product (id, slug, status, name, category_path, created_at, updated_at)"
      " select gen_random_uuid(), 'p-' || n, 'published', 'P', array[c.id], now(), now()"
      " from generate_series(1, 4000) n"
      " join catalog.category c on c.slug = case when n % 100 = 0 then 'few' else 'many' end;"
      " insert into catalog.product_price (product_id, currency, lowest_minor, highest_minor)"
      " select p.id, currency, 100 + row_number() over (order by p.id), 90000"
      " from catalog.product p, unnest(array['EUR', 'GBP', 'USD']) as currency;"
      " insert into catalog.product_document (product_id, document) select p.id, '{}' from catalog.product p;"
      " select catalog.refresh_statistics()");
  Listing listing;
  listing.currency = kEuro;
  listing.category = "few";
  listing.min_price_minor = 100;
  listing.sort = Sort::price;
  const auto statement = listing_statement(listing);
  constexpr int kTimes = 12;  // a session keeps a plan from the sixth time on
  const auto read = database.catalog().transact([&](db::Tx& tx) -> Result<std::int64_t> {
    for (int i = 0; i < kTimes; ++i) CHECK(tx.query(statement.sql, statement.params).size() == 21);
    return tx
        .query(R"sql(
      select seq_tup_read + idx_tup_fetch as rows
      from pg_stat_xact_user_tables
      where relid = 'catalog.product_price'::regclass
    )sql")
        .one()
        .get<std::int64_t>("rows");
  });
  CHECK(read.value() < kTimes * 400);
}
