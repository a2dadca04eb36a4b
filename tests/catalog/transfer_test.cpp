#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "catalog/catalog_instance.hpp"
#include "kernel/core/failpoint.hpp"
#include "kernel/http/sse.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using namespace kontor::catalog;
using test::CatalogDatabase;
using test::CatalogInstance;
using test::code_of;
using test::json_of;
using Json = nlohmann::json;

namespace {

using Counts = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;  // created … failed

FileSource source_of(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](std::string& piece) mutable -> Result<bool> {
    if (at == text.size()) return false;
    piece = text.substr(at, 10'000);
    at += piece.size();
    return true;
  };
}

Import receive(CatalogInstance& shop, const std::string& text, bool dry_run = false) {
  auto import = shop.module().receive_import({dry_run, std::nullopt, "products.csv"}, source_of(text));
  REQUIRE(import);
  return *import;
}

Import finish(CatalogInstance& shop, Import import) {
  while (!is_ended(import.state)) {
    auto next = shop.module().continue_import(import.id);
    REQUIRE(next);
    import = *next;
  }
  return import;
}

Import take_in(CatalogInstance& shop, const std::string& text, bool dry_run = false) {
  return finish(shop, receive(shop, text, dry_run));
}

Counts counts_of(const Import& import) {
  const auto& products = import.products;
  return {products.created, products.updated, products.unchanged, products.failed};
}

std::vector<ImportError> errors_of(CatalogInstance& shop, const Import& import) {
  auto errors = shop.module().import_errors(import.id, 0, 20'000);
  REQUIRE(errors);
  return *errors;
}

std::string export_of(CatalogInstance& shop, TransferFormat format = TransferFormat::full) {
  const auto next = shop.module().export_products(format, std::nullopt);
  std::string all;
  for (bool goes_on = true; goes_on;) {
    const auto more = next(all);
    REQUIRE(more);
    goes_on = *more;
  }
  return all;
}

const std::string kShopify =
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,"
    "Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,SEO Title,"
    "SEO Description,Status\n";

std::string plain_row(int number, const std::string& sku, const std::string& price = "19.90") {
  const auto name = std::to_string(number);
  return "product-" + name + ",Product " + name +
         ",Body,Halden,Home > Kitchen,knife,\"new, sharp\",TRUE,Title,"
         "Default Title," +
         sku + ",250,3," + price +
         ",,,"
         "https://cdn.example/x.jpg,,,active\n";
}

std::string plain_file(int from, int to) {
  auto file = kShopify;
  for (int i = from; i < to; ++i) file += plain_row(i, "SKU-" + std::to_string(i));
  return file;
}

}  // namespace

TEST_CASE("Shopify's file becomes products with variants, brand and categories, and a second time changes nothing") {
  CatalogDatabase database;
  CatalogInstance shop(database.connection());
  const auto file = kShopify +
                    "linen-shirt,Linen Shirt,<p>Cool</p>,Halden,Apparel > Shirts,Shirt,\"summer, linen\",TRUE,Size,S,"
                    "'LS-S,250,5,39.90,49.90,4001,https://cdn.example/a.jpg,Shirt,Of linen,active\n"
                    "linen-shirt,,,,,,,,,M,LS-M,260.0,5,39.90,,4002,,,,\n"
                    "linen-shirt,,,,,,,,,,,,,,,,https://cdn.example/b.jpg,,,\n"
                    "mug,Mug,,Halden,,,,FALSE,Title,Default Title,MUG,,,9,0,,,,,active\n";

  const auto trial = take_in(shop, file, true);
  CHECK(counts_of(trial) == Counts{2, 0, 0, 0});
  CHECK(database.count("product") == 0);
  CHECK(database.count("brand") == 0);

  const auto import = take_in(shop, file);
  CHECK(counts_of(import) == Counts{2, 0, 0, 0});
  CHECK(import.images_not_fetched == 2);
  CHECK(import.stock_not_set == 2);
  const auto shirt = json_of(shop.staff("GET", "/products/linen-shirt"));
  CHECK(shirt["status"] == "published");
  CHECK(shirt["brand"]["name"] == "Halden");
  CHECK(shirt["categories"][0]["name"] == "Shirts");
  CHECK(shirt["tags"] == Json({"summer", "linen"}));
  CHECK(shirt["attributes"]["type"] == "Shirt");
  CHECK(shirt["options"] == Json::parse(R"([{"name":"Size","choices":["S","M"]}])"));
  CHECK(shirt["variants"][0]["sku"] == "LS-S");
  CHECK(shirt["variants"][0]["prices"] == Json::parse(R"([{"amount":3990,"currency":"EUR","compare_at":4990}])"));
  CHECK(shirt["variants"][1]["weight_grams"] == 260);
  CHECK(json_of(shop.staff("GET", "/products/mug"))["status"] == "draft");
  CHECK(database.run_sql("select count(*) from catalog.import_part") == "0");

  CHECK(counts_of(take_in(shop, file)) == Counts{0, 0, 2, 0});
  CHECK(json_of(shop.staff("GET", "/products/linen-shirt"))["version"] == 1);

  auto dearer = file;
  dearer.replace(dearer.find("9,0,,,"), 1, "8");
  CHECK(counts_of(take_in(shop, dearer)) == Counts{0, 1, 1, 0});
  CHECK(json_of(shop.staff("GET", "/products/mug"))["variants"][0]["prices"][0]["amount"] == 800);
  CHECK(counts_of(take_in(shop, export_of(shop, TransferFormat::shopify))) == Counts{0, 0, 2, 0});
}

TEST_CASE("a file of 10,000 rows with broken ones among them: each of those is told, and the rest is there") {
  CatalogDatabase database;
  CatalogInstance shop(database.connection());
  std::mt19937 random(20);
  std::set<std::tuple<std::int64_t, int, std::string>> expected;
  std::size_t good_variants = 0;
  std::int64_t good_products = 0;
  auto file = kShopify;
  int rows = 0;
  const auto line = [&] { return std::int64_t{rows} + 2; };
  while (rows < 10'000) {
    const int number = rows;
    const auto name = std::to_string(number);
    if (random() % 3 == 0) {
      const std::string kinds[] = {"product-" + name + ",P,,,,,,,,,S" + name + ",1,,12.3.4,,,,,,active\n",
                                   "product-" + name + ",P,,,,,,,,,,1,,12.30,,,,,,active\n",
                                   "product-" + name + ",P\"q,,,,,,,,,S" + name + ",1,,12.30,,,,,,active\n",
                                   "product-" + name + ",P,,,,,,,,,S" + name + ",1,,12.30,,,,,active\n",
                                   "product-" + name + ",\xff,,,,,,,,,S" + name + ",1,,12.30,,,,,,active\n",
                                   "product-" + name + ",P,,,,,,,,,S" + name + ",1,,12.30,9.00,,,,,active\n",
                                   "product-" + name + ",P,,,,,,,,,FIRST,1,,12.30,,,,,,active\n",
                                   "product-" + name + ",P,\"open,,,,,,,,S" + name + ",1,,12.30,,,,,,active\n",
                                   "product-" + name + ",P,,,,,,,,,S" + name + ",1,,12.30,,,,,,sold\n",
                                   "Product " + name + ",P,,,,,,,,,S" + name + ",1,,12.30,,,,,,active\n",
                                   "product-" + name + ",,,,,,,,,,S" + name + ",1,,12.30,,,,,,active\n",
                                   "product-" + name + ",P,,,,,,,,,S" + name + ",heavy,,12.30,,,,,,active\n",
                                   ",P,,,,,,,,,S" + name + ",1,,12.30,,,,,,active\n"};
      const std::pair<int, const char*> told[] = {
          {14, "format"}, {11, "length"},    {2, "quote"},   {20, "columns"},     {2, "encoding"},
          {15, "range"},  {11, "duplicate"}, {3, "quote"},   {20, "not_allowed"}, {1, "format"},
          {2, "length"},  {12, "type"},      {1, "required"}};
      const auto kind = good_products == 0 ? 0 : random() % std::size(kinds);
      file += kinds[kind];
      expected.emplace(line(), told[kind].first, told[kind].second);
      ++rows;
      continue;
    }
    const int variants = good_products == 0 ? 1 : std::min<int>(10'000 - rows, static_cast<int>(random() % 30) + 1);
    for (int i = 0; i < variants; ++i) {
      const auto choice = std::to_string(i);
      const auto sku = good_products == 0 ? std::string("FIRST") : "S" + name + '-' + choice;
      file += "product-" + name + (i == 0 ? ",Good,,,,,,TRUE,Size," : ",,,,,,,,,") + choice + ',' + sku +
              ",1,,12.30,,,,,," + (i == 0 ? "active" : "") + '\n';
      ++rows;
      ++good_variants;
    }
    ++good_products;
  }

  const auto import = take_in(shop, file);
  CHECK(import.state == ImportState::completed);
  CHECK(import.rows == 10'000);
  std::set<std::tuple<std::int64_t, int, std::string>> reported;
  for (const auto& error : errors_of(shop, import)) reported.emplace(error.line, error.column, error.code);
  CHECK(reported == expected);
  CHECK(expected.size() > 100);
  CHECK(import.products.created == good_products);
  CHECK(database.count("product") == static_cast<std::uint64_t>(good_products));
  CHECK(database.count("variant") == good_variants);
}

TEST_CASE("what an export says, an empty catalog takes in and says again, byte by byte") {
  CatalogDatabase database;
  CatalogInstance shop(database.connection());
  shop.create("Plain");
  (void)shop.staff("POST", "/attributes", {{"code", "weight"}, {"name", "Weight"}, {"kind", "number"}});
  const auto home = json_of(shop.staff("POST", "/categories", {{"name", "Home, sweet"}}));
  (void)shop.staff("POST", "/categories", {{"name", "Kitchen"}, {"parent_id", home["id"]}});
  (void)shop.staff("POST", "/brands", {{"name", "Halden \"Classic\""}, {"slug", "halden"}});
  const auto knife = shop.create(
      "Knife", Json::parse(R"({"description":"Sharp,\nvery \"sharp\"","brand":"halden","categories":["kitchen"],
        "tags":["a, b","c"],"attributes":{"weight":1.50,"material":"steel"},"seo":{"title":"K","description":"D"},
        "options":[{"name":"Size","choices":["S","L"]},{"name":"Edge","choices":["plain","saw"]}],
        "variants":[{"sku":"K-1","barcode":"400","options":{"Size":"S","Edge":"saw"},"weight_grams":80,
                     "dimensions":{"length_mm":1,"width_mm":2,"height_mm":3},
                     "prices":[{"amount":1000,"currency":"EUR","compare_at":1200},{"amount":990,"currency":"JPY"}]},
                    {"sku":"K-2","name":"big","options":{"Size":"L","Edge":"plain"}}],
        "publish_at":"2030-01-01T00:00:00Z","status":"draft"})"));
  const auto plain = json_of(shop.staff("GET", "/products/plain"));
  const auto path = "/products/" + plain["id"].get<std::string>();
  REQUIRE(shop.staff("PUT", path + "/related", {{"product_ids", {knife["id"]}}}, "*").status() == 200);
  REQUIRE(shop.staff("PUT", path + "/translations/de",
                     Json::parse(R"({"name":"Schlicht","description":null,"seo":{},"options":{}})"), "*")
              .status() == 200);
  const auto exported = export_of(shop);

  CatalogDatabase empty;
  CatalogInstance copy(empty.connection());
  const auto import = take_in(copy, exported);
  CHECK(errors_of(copy, import).empty());
  CHECK(counts_of(import) == Counts{2, 0, 0, 0});
  CHECK(export_of(copy) == exported);
  CHECK(counts_of(take_in(copy, exported)) == Counts{0, 0, 2, 0});
  CHECK(counts_of(take_in(shop, exported)) == Counts{0, 0, 2, 0});
  CHECK(copy.get("/products/plain", {{"Accept-Language", "de"}}).body().find("Schlicht") != std::string::npos);
}

TEST_CASE("products that are related to others of the file are, whichever comes first") {
  CatalogDatabase database;
  CatalogInstance shop(database.connection());
  const std::string file =
      "slug,name,related,sku\n"
      "a,A,b c,A1\n"
      "b,B,a,B1\n"
      "c,C,nobody,C1\n"
      "d,D,,D1\n";
  const auto import = take_in(shop, file);
  CHECK(counts_of(import) == Counts{3, 0, 0, 1});
  const auto errors = errors_of(shop, import);
  REQUIRE(errors.size() == 2);  // and so `a` misses one
  CHECK(errors[0] == ImportError{4, 3, "related", "c", "not_found", "there is no product nobody"});
  CHECK(errors[1] == ImportError{2, 3, "related", "a", "not_found", "there is no product c"});
  const auto a = json_of(shop.staff("GET", "/products/a?expand=related"));
  CHECK(a["status"] == "draft");
  CHECK(database.run_sql("select count(*) from catalog.product_related") == "2");
}

TEST_CASE("a SKU stays with its product, deleted products stay deleted, and rows of a product stand together") {
  CatalogDatabase database;
  CatalogInstance shop(database.connection());
  const auto old = shop.create("Old", {{"variants", {{{"sku", "OLD"}}}}});
  const auto gone = shop.create("Gone", {{"variants", {{{"sku", "GONE"}}}}});
  REQUIRE(shop.staff("DELETE", "/products/" + gone["id"].get<std::string>(), nullptr, "*").status() == 204);
  const auto import = take_in(shop,
                              "slug,name,sku\n"
                              "old,Old,MORE\n"
                              "thief,Thief,OLD\n"
                              "ghost,Ghost,GONE\n"
                              "x,X,X1\n"
                              "y,Y,Y1\n"
                              "x,X,X2\n");
  std::vector<std::pair<std::int64_t, std::string>> told;
  for (const auto& error : errors_of(shop, import)) told.emplace_back(error.line, error.code);
  std::ranges::sort(told);
  CHECK(told == std::vector<std::pair<std::int64_t, std::string>>{
                    {2, "duplicate"}, {3, "taken"}, {4, "deleted"}, {7, "scattered"}});
  CHECK(counts_of(import) == Counts{2, 0, 0, 4});
  CHECK(counts_of(take_in(shop, "slug,name,sku\nrenamed,Old,OLD\n")) == Counts{0, 1, 0, 0});
  CHECK(shop.get("/products/old").status() == 301);
}

TEST_CASE("an import goes on where it was interrupted, in whatever process") {
  CatalogDatabase database;
  CatalogInstance shop(database.connection());
  const auto file = plain_file(0, 2500);
  const auto begun = receive(shop, file);
  const auto some = shop.module().continue_import(begun.id);
  REQUIRE(some);
  CHECK(some->rows_done == 1000);

  REQUIRE(failpoints::arm("db.before_commit=fail"));
  CHECK_THROWS(shop.module().continue_import(begun.id));
  failpoints::disarm();
  CHECK(database.count("product") == 1000);

  CatalogInstance another(database.connection());
  // The same file again is the one that is on its way.
  CHECK(receive(another, file).id == begun.id);
  const auto import = finish(another, *some);
  CHECK(counts_of(import) == Counts{2500, 0, 0, 0});
  CHECK(database.count("product") == 2500);
  CHECK(database.run_sql("select count(*) from bus.event where type = 'catalog.product_created'") == "2500");
}

TEST_CASE("two imports of the same products at once leave each of them once") {
  CatalogDatabase database;
  CatalogInstance one(database.connection());
  CatalogInstance other(database.connection());
  Import first;
  Import second;
  std::thread thread([&] { first = take_in(one, plain_file(0, 1500)); });
  second = take_in(other, plain_file(0, 1501));
  thread.join();
  CHECK(first.products.failed + second.products.failed == 0);
  CHECK(first.products.created + second.products.created == 1501);
  CHECK(database.count("product") == 1501);
}

TEST_CASE("over HTTP a file is accepted, merged by the job, watched, listed and cancelled") {
  CatalogDatabase database;
  CatalogSettings settings;
  settings.import_max_bytes = 3 << 20;
  CatalogInstance shop(database.connection(), settings);
  shop.start();
  CHECK(shop.longest_upload("/imports", "text/csv") == 3 << 20);
  const auto file = plain_file(0, 5) + plain_row(5, "");
  CHECK(shop.upload("/imports", file, "application/json").status() == 415);
  CHECK(code_of(shop.upload("/imports", "a,b\n1,2\n")) == "unknown_header");
  CHECK(shop.send("POST", "/imports", "Bearer eve:").status() == 403);

  const auto accepted = shop.upload("/imports?file_name=shop.csv", file, "text/csv; charset=utf-8", "once");
  INFO(accepted.body());
  REQUIRE(accepted.status() == 202);
  const auto id = json_of(accepted)["id"].get<std::string>();
  CHECK(json_of(shop.upload("/imports?file_name=shop.csv", file, "text/csv; charset=utf-8", "once"))["id"] == id);
  const auto path = "/imports/" + id;
  auto watched = shop.staff("GET", path + "/stream").response.stream;
  REQUIRE(watched);
  REQUIRE(shop.run_imports());
  const auto done = json_of(shop.staff("GET", path));
  CHECK(done["state"] == "completed");
  CHECK(done["products"] == Json::parse(R"({"created":5,"updated":0,"unchanged":0,"failed":1})"));
  CHECK(done["notes"]["images_not_fetched"] == 6);
  const auto errors = json_of(shop.staff("GET", path + "/errors?limit=1"));
  CHECK(errors["data"][0]["line"] == 7);
  CHECK(errors["data"][0]["column_name"] == "Variant SKU");
  CHECK(errors["page"]["has_more"] == false);
  CHECK(json_of(shop.staff("GET", "/imports"))["data"][0]["id"] == id);

  // The house lets go of watchers when its own watching was interrupted, as it is in the beginning: they come back.
  std::string told;
  REQUIRE(test::eventually([&] {
    if (watched->take(told)) return false;
    const bool is_over = told.find("event: ended") != std::string::npos;
    if (!is_over) watched = shop.staff("GET", path + "/stream").response.stream;
    return is_over;
  }));
  CHECK(told.find("event: progress") != std::string::npos);
  CHECK(shop.staff("GET", "/imports/import_00000000000000000000000000/stream").status() == 404);

  const auto waiting = json_of(shop.upload("/imports", plain_file(10, 12)));
  const auto cancelled = shop.staff("POST", "/imports/" + waiting["id"].get<std::string>() + "/cancel");
  CHECK(json_of(cancelled)["state"] == "cancelled");
  REQUIRE(shop.run_imports());
  CHECK(database.count("product") == 5);

  const auto exported = shop.staff("GET", "/exports/products?format=shopify");
  REQUIRE(exported.response.source);
  std::string all;
  while (*exported.response.source(all)) {
  }
  CHECK(counts_of(take_in(shop, all)) == Counts{0, 0, 5, 0});
}
