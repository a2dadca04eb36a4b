#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include "catalog/catalog_database.hpp"
#include "modules/catalog/seed/picture.hpp"
#include "modules/catalog/seed/seeding.hpp"
#include "modules/catalog/store/product_reads.hpp"
#include "support/scratch_folder.hpp"

using namespace kontor;
using namespace kontor::catalog;
using test::CatalogDatabase;
using test::ScratchFolder;

namespace {

SeedOrder small_order(const ScratchFolder& folder) {
  SeedOrder order;
  order.media_dir = folder.path() / "media";
  return order;
}

const char* const kTables[] = {"brand",         "category", "product",       "product_category", "product_option",
                               "product_image", "variant",  "variant_price", "product_price",    "product_document"};

void check_nothing_is_there(const CatalogDatabase& database) {
  for (const auto* table : kTables) {
    INFO(table);
    CHECK(database.count(table) == 0);
  }
}

}  // namespace

TEST_CASE("a small seed fills the catalog, and what it reports is what the tables hold") {
  const ScratchFolder folder;
  CatalogDatabase database;
  auto order = small_order(folder);
  std::uint64_t last_done = 0;
  order.progress = [&](std::uint64_t done, std::uint64_t total) {
    CHECK(total == 100);
    CHECK(done > last_done);
    last_done = done;
  };
  const auto report = fill_with_demo_data(database.catalog(), database.log(), order);
  REQUIRE(report.ok());
  CHECK(last_done == 100);
  CHECK(report->products == 100);
  CHECK(database.count("product") == 100);
  CHECK(database.count("product_document") == 100);
  CHECK(database.count("category") == report->categories);
  CHECK(database.count("variant") == report->variants);
  CHECK(database.count("variant_price") == 3 * report->variants);
  CHECK(database.count("product_price") == 300);
  CHECK(database.count("product_image") == report->images);
}

TEST_CASE("a seed is published once, with the transaction that fills the catalog") {
  const ScratchFolder folder;
  CatalogDatabase database;
  const auto published = [&] { return database.run_sql("select count(*) from bus.event"); };
  auto order = small_order(folder);
  order.progress = [](std::uint64_t, std::uint64_t) { throw std::runtime_error("given up"); };
  CHECK_THROWS(fill_with_demo_data(database.catalog(), database.log(), order));
  CHECK(published() == "0");

  order.progress = nullptr;
  REQUIRE(fill_with_demo_data(database.catalog(), database.log(), order));
  REQUIRE(fill_with_demo_data(database.catalog(), database.log(), order));
  CHECK(published() == "1");
  CHECK(database.run_sql("select type || ' ' || aggregateid || ' ' || (payload->>'products') from bus.event") ==
        "catalog.products_seeded catalog 100");
}

TEST_CASE("a seeded catalog can be listed, filtered by a whole department, and read by slug") {
  const ScratchFolder folder;
  CatalogDatabase database;
  REQUIRE(fill_with_demo_data(database.catalog(), database.log(), small_order(folder)));
  const ProductReads reads(database.catalog());

  const Listing listing{"clothing", {}, {}, {}, {}, {}, *Currency::parse("EUR"), Sort::newest, {}, 20};
  const auto page = reads.list(listing);
  REQUIRE(page.ok());
  CHECK(page->documents.size() > 3);
  const auto slug = database.run_sql("select slug from catalog.product where status = 'published' limit 1");
  const auto found = reads.find(slug);
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK((*found)->document.find("\"slug\":\"" + slug + "\"") != std::string::npos);
}

TEST_CASE("every picture that a product shows is in the media folder") {
  const ScratchFolder folder;
  CatalogDatabase database;
  const auto order = small_order(folder);
  REQUIRE(fill_with_demo_data(database.catalog(), database.log(), order));
  for (int family = 0; family < seed::kPictureFamilies; ++family) {
    for (int colour = 0; colour < seed::kColours; ++colour) {
      const auto path = seed::picture_path(static_cast<seed::PictureFamily>(family), static_cast<seed::Colour>(colour));
      INFO(path);
      CHECK(std::filesystem::file_size(order.media_dir / path) > 1000);
    }
  }
  CHECK(database.run_sql(
            "select count(*) from catalog.product_image where path !~ '^generated/[a-z]+-[a-z]+[.]png$'") == "0");
}

TEST_CASE("after a seed the planner knows how many products there are") {
  const ScratchFolder folder;
  CatalogDatabase database;
  REQUIRE(fill_with_demo_data(database.catalog(), database.log(), small_order(folder)));
  CHECK(database.run_sql("select reltuples from pg_class where oid = 'catalog.product'::regclass") == "100");
  CHECK(database.run_sql("select count(*) > 0 from pg_stats where schemaname = 'catalog' and tablename = "
                         "'product_price'") == "t");
}

TEST_CASE("a second seed changes nothing, whatever its number") {
  const ScratchFolder folder;
  CatalogDatabase database;
  auto order = small_order(folder);
  REQUIRE(fill_with_demo_data(database.catalog(), database.log(), order));
  const auto checksum = "select md5(string_agg(document::text, '' order by product_id)) from catalog.product_document";
  const auto before = database.run_sql(checksum);

  order.number = 2;
  const auto again = fill_with_demo_data(database.catalog(), database.log(), order);
  REQUIRE(again.ok());
  CHECK(again->products == 0);
  CHECK(again->categories == 0);
  CHECK(database.count("product") == 100);
  CHECK(database.run_sql(checksum) == before);
}

TEST_CASE("of two seeds at once one fills the catalog and the other changes nothing") {
  const ScratchFolder folder;
  CatalogDatabase database;
  const auto order = small_order(folder);
  std::uint64_t products[2] = {};
  const auto fill = [&](int who) {
    const auto report = fill_with_demo_data(database.catalog(), database.log(), order);
    products[who] = report ? report->products : 12345;
  };
  std::thread other(fill, 1);
  fill(0);
  other.join();
  CHECK(products[0] + products[1] == 100);
  CHECK(database.count("product") == 100);
}

TEST_CASE("a seed that is given up on the way leaves nothing") {
  const ScratchFolder folder;
  CatalogDatabase database;
  auto order = small_order(folder);
  order.progress = [](std::uint64_t, std::uint64_t) { throw std::runtime_error("given up"); };
  CHECK_THROWS_WITH(fill_with_demo_data(database.catalog(), database.log(), order), "given up");
  check_nothing_is_there(database);
}

TEST_CASE("a seed whose connection dies leaves nothing, and the next one succeeds") {
  const ScratchFolder folder;
  CatalogDatabase database;
  auto order = small_order(folder);
  order.progress = [&](std::uint64_t, std::uint64_t) {
    database.run_sql(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()");
  };
  const auto report = fill_with_demo_data(database.catalog(), database.log(), order);
  REQUIRE_FALSE(report.ok());
  INFO(report.error().detail);
  CHECK(report.error().kind == ErrorKind::unavailable);
  check_nothing_is_there(database);

  order.progress = nullptr;
  const auto next = fill_with_demo_data(database.catalog(), database.log(), order);
  REQUIRE(next.ok());
  CHECK(next->products == 100);
}

TEST_CASE("where pictures cannot be written, nothing is, and the error names the folder") {
  const ScratchFolder folder;
  CatalogDatabase database;
  auto order = small_order(folder);
  std::ofstream(order.media_dir) << "a file where the folder should be";
  const auto report = fill_with_demo_data(database.catalog(), database.log(), order);
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().code == "media_not_written");
  CHECK(report.error().detail.find(order.media_dir.string()) != std::string::npos);
  check_nothing_is_there(database);
}
