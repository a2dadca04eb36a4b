#include <catch2/catch.hpp>
#include <thread>

#include "catalog/catalog_instance.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::CatalogDatabase;
using test::CatalogInstance;
using test::code_of;
using test::json_of;
using Json = nlohmann::json;

namespace {

struct TagShop {
  CatalogDatabase database;
  CatalogInstance instance{database.connection()};

  http::test::Answer rename(const std::string& tag, const std::string& name, const std::string& seen,
                            bool merge = false) {
    return instance.staff("PATCH", "/tags/" + tag, {{"tag", name}, {"merge", merge}}, seen);
  }
  Json tags_of(const Json& product) {
    return json_of(instance.staff("GET", "/products/" + product["id"].get<std::string>()))["tags"];
  }
  Json shown() { return json_of(instance.get("/tags"))["data"]; }
};

}  // namespace

TEST_CASE_METHOD(TagShop, "a renamed tag is renamed on all products, in its place, and readers see it") {
  instance.start();
  const auto mug = instance.create("Mug", {{"tags", {"new", "kitchen", "sale"}}});
  const auto draft = instance.create("Pan", {{"tags", {"kitchen"}}, {"status", "draft"}});
  REQUIRE(test::eventually([&] { return instance.get("/tags").on_io_thread; }));
  const auto seen = instance.staff("GET", "/tags/kitchen");
  CHECK(json_of(seen) == Json({{"tag", "kitchen"}, {"products", 2}, {"version", 1}}));
  CHECK(rename("kitchen", "cooking", "").status() == 428);

  const auto renamed = rename("kitchen", "cooking", seen.header("ETag"));
  INFO(renamed.body());
  REQUIRE(renamed.status() == 200);
  CHECK(json_of(renamed) == Json({{"tag", "cooking"}, {"products", 2}, {"version", 2}}));
  CHECK(renamed.header("ETag") == "\"2\"");
  CHECK(tags_of(mug) == Json({"new", "cooking", "sale"}));
  CHECK(tags_of(draft) == Json({"cooking"}));
  CHECK(instance.staff("GET", "/tags/kitchen").status() == 404);
  CHECK(test::eventually([&] {
    return shown() == Json({{{"tag", "cooking"}, {"products", 1}},
                            {{"tag", "new"}, {"products", 1}},
                            {{"tag", "sale"}, {"products", 1}}});
  }));
  CHECK(json_of(instance.get("/products?tag=cooking"))["data"].size() == 1);
  CHECK(json_of(instance.get("/products?tag=kitchen"))["data"].empty());
  // Each product changed as by any other edit.
  CHECK(json_of(instance.staff("GET", "/products/mug"))["version"] == 2);
  CHECK(test::eventually([&] {
    const auto history = json_of(instance.staff("GET", "/products/" + mug["id"].get<std::string>() + "/history"));
    return !history["data"].empty() && history["data"][0]["version"] == 2 &&
           history["data"][0]["changes"][0]["field"] == "tags";
  }));
}

TEST_CASE_METHOD(TagShop, "two tags are joined only by who says so, and no product has one twice") {
  const auto mug = instance.create("Mug", {{"tags", {"kitchen", "cooking"}}});
  const auto pan = instance.create("Pan", {{"tags", {"kitchen"}}});
  CHECK(code_of(rename("kitchen", "cooking", "*")) == "tag_taken");
  CHECK(tags_of(pan) == Json({"kitchen"}));
  const auto merged = rename("kitchen", "cooking", "*", true);
  CHECK(json_of(merged)["products"] == 2);
  CHECK(tags_of(mug) == Json({"cooking"}));
  CHECK(tags_of(pan) == Json({"cooking"}));
  CHECK(rename("cooking", "", "*").status() == 422);
  CHECK(rename("cooking", std::string(101, 'x'), "*").status() == 422);
  CHECK(rename("unknown", "other", "*").status() == 404);
  CHECK(instance.send("GET", "/tags/cooking", "").status() == 401);
}

TEST_CASE_METHOD(TagShop, "of two who rename the same tag at once one is told, and a tag of that name knows its past") {
  (void)instance.create("Mug", {{"tags", {"kitchen"}}});
  http::test::Answer one;
  http::test::Answer other;
  std::thread first([&] { one = rename("kitchen", "cooking", "\"1\""); });
  std::thread second([&] { other = rename("kitchen", "cuisine", "\"1\""); });
  first.join();
  second.join();
  const auto statuses = std::pair(one.status(), other.status());
  CAPTURE(statuses.first, statuses.second);
  CHECK(((statuses == std::pair(200, 404)) || (statuses == std::pair(404, 200))));
  (void)instance.create("Pan", {{"tags", {"kitchen"}}});
  CHECK(rename("kitchen", "pans", "\"1\"").status() == 412);
  CHECK(rename("kitchen", "pans", "\"2\"").status() == 200);
}

TEST_CASE_METHOD(TagShop, "a tag of many products is renamed on all of them, some hundred at a time") {
  const auto model = instance.create("Model", {{"tags", {"new", "many"}}});
  constexpr int kCopies = 450;
  database.run_sql(
      "insert into catalog.product (id, slug, status, name, tags, created_at, updated_at)"
      " select gen_random_uuid(), 'copy-' || n, 'draft', 'Copy', '{many}', now(), now() from generate_series(1, " +
      std::to_string(kCopies) + ") as n");
  const auto renamed = json_of(rename("many", "lots", "*"));
  CHECK(renamed["products"] == kCopies + 1);
  CHECK(tags_of(model) == Json({"new", "lots"}));
  instance.start();
  CHECK(test::eventually([&] {
    return database.run_sql("select count(*) from catalog.product where tags @> '{lots}' and version = 2") == "451";
  }));
  CHECK(database.run_sql("select count(*) from catalog.product where tags @> '{many}'") == "0");
}
