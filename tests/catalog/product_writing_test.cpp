#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "catalog/catalog_instance.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::CatalogDatabase;
using test::CatalogInstance;
using test::code_of;
using test::json_of;
using test::pointers_of;
using Json = nlohmann::json;

namespace {

struct WritingShop {
  CatalogDatabase database;
  CatalogInstance instance{database.connection()};
};

std::string path_of(const Json& product) {
  return "/products/" + product["id"].get<std::string>();
}

const Json kTwentyEuro = {{{"amount", 1999}, {"currency", "EUR"}}};

}  // namespace

TEST_CASE_METHOD(WritingShop, "a product as the contract has it is there for everybody at once") {
  const auto answer =
      instance.staff("POST", "/products",
                     {{"name", "Über-Shirt"},
                      {"description", "A shirt"},
                      {"status", "published"},
                      {"variants", {{{"sku", "US-1"}, {"weight_grams", 500}, {"prices", kTwentyEuro}}}}});
  INFO(answer.body());
  REQUIRE(answer.status() == 201);
  const auto product = json_of(answer);
  CHECK(product["slug"] == "ueber-shirt");
  CHECK(answer.header("ETag") == "\"1\"");
  CHECK(answer.header("Location") == "/api/v1/catalog" + path_of(product));
  const auto shown = json_of(instance.get("/products/ueber-shirt"));
  CHECK(shown["id"] == product["id"]);
  CHECK(shown["variants"][0]["prices"] == Json({{{"amount", 1999}, {"currency", "EUR"}}}));
  CHECK(json_of(instance.get("/products"))["data"].size() == 1);
}

TEST_CASE_METHOD(WritingShop, "only who may write the catalog writes it") {
  CHECK(instance.get("/products").status() == 200);
  const auto product = instance.create("Mug");
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"DELETE", path_of(product)},
                                                        {"GET", path_of(product) + "/history"},
                                                        {"POST", path_of(product) + "/publish"}}) {
    http::test::Answer nobody = instance.send(method, path, "");
    CHECK(nobody.status() == 401);
    CHECK(instance.send(method, path, "Bearer eve:events.read").status() == 403);
  }
}

TEST_CASE_METHOD(WritingShop, "every problem of a body is named") {
  const auto answer = instance.staff("POST", "/products",
                                     {{"name", "Shirt"},
                                      {"status", "published"},
                                      {"brand", "nobody"},
                                      {"categories", {"nowhere"}},
                                      {"attributes", {{"weight", Json::array()}}},
                                      {"variants", {{{"sku", "A"}}}}});
  CHECK(answer.status() == 422);
  CHECK(pointers_of(answer) == std::vector<std::string>{"/brand", "/categories/0", "/attributes/weight"});

  const auto second = instance.staff("POST", "/products",
                                     {{"name", "Shirt"},
                                      {"slug", "shirt"},
                                      {"tags", {"a", "a"}},
                                      {"options", {{{"name", "size"}, {"choices", {"S", "M"}}}}},
                                      {"variants",
                                       {{{"sku", "A"},
                                         {"options", {{"size", "XL"}}},
                                         {"prices", {{{"amount", 10}, {"currency", "EUR"}, {"compare_at", 10}}}}},
                                        {{"sku", "A"}, {"options", {{"colour", "red"}}}},
                                        {{"sku", "B"}, {"options", {{"size", "S"}}}},
                                        {{"sku", "C"}, {"options", {{"size", "S"}}}}}}});
  CHECK(second.status() == 422);
  const auto pointers = pointers_of(second);
  const std::set<std::string> named(pointers.begin(), pointers.end());
  CHECK(named == std::set<std::string>{"/tags/1", "/variants/0/options/size", "/variants/0/prices/0/compare_at",
                                       "/variants/1/sku", "/variants/1/options/colour", "/variants/1/options/size",
                                       "/variants/3/options"});
}

TEST_CASE_METHOD(WritingShop, "a change says which version it replaces") {
  const auto product = instance.create("Mug");
  const auto path = path_of(product);
  const auto missing = instance.staff("PATCH", path, {{"name", "Cup"}});
  CHECK(missing.status() == 428);
  CHECK(code_of(missing) == "precondition_required");

  const auto seen = instance.get(path).header("ETag");
  const auto changed = instance.staff("PATCH", path, {{"name", "Cup"}}, seen);
  INFO(changed.body());
  CHECK(changed.status() == 200);
  CHECK(changed.header("ETag") == "\"2\"");
  CHECK(json_of(changed)["name"] == "Cup");
  CHECK(json_of(changed)["slug"] == "mug");

  const auto late = instance.staff("PATCH", path, {{"name", "Beaker"}}, seen);
  CHECK(late.status() == 412);
  CHECK(code_of(late) == "version_conflict");
  CHECK(instance.staff("PATCH", path, {{"name", "Beaker"}}, "W/\"2\"").status() == 412);
  CHECK(instance.staff("PATCH", path, {{"name", "Beaker"}}, "\"9\", \"2\"").status() == 200);
  CHECK(instance.staff("PATCH", path, {{"name", "Beaker"}}, "*").header("ETag") == "\"3\"");
}

TEST_CASE_METHOD(WritingShop, "of two editors who saw the same one is told") {
  const auto product = instance.create("Mug");
  std::atomic<int> good = 0;
  std::atomic<int> told = 0;
  std::vector<std::thread> editors;
  for (int i = 0; i < 4; ++i) {
    editors.emplace_back([&, i] {
      const auto answer = instance.staff("PATCH", path_of(product), {{"name", "Mug " + std::to_string(i)}}, "\"1\"");
      ++(answer.status() == 200 ? good : told);
    });
  }
  for (auto& editor : editors) editor.join();
  CHECK(good == 1);
  CHECK(told == 3);
  CHECK(json_of(instance.staff("GET", path_of(product)))["version"] == 2);
}

TEST_CASE_METHOD(WritingShop, "replacing keeps who a variant is, and patching leaves what is not said") {
  const auto product = instance.create("Mug", {{"tags", {"new"}}});
  const auto variant = product["variants"][0];
  auto replaced = instance.staff("PUT", path_of(product),
                                 {{"name", "Mug"},
                                  {"status", "published"},
                                  {"options", {{{"name", "size"}, {"choices", {"S", "L"}}}}},
                                  {"variants",
                                   {{{"sku", variant["sku"]}, {"options", {{"size", "S"}}}, {"prices", kTwentyEuro}},
                                    {{"sku", "MUG-L"}, {"options", {{"size", "L"}}}, {"prices", kTwentyEuro}}}}},
                                 "\"1\"");
  INFO(replaced.body());
  REQUIRE(replaced.status() == 200);
  auto now = json_of(replaced);
  CHECK(now["variants"][0]["id"] == variant["id"]);
  CHECK(now["variants"][1]["name"] == "L");
  CHECK(now["tags"].empty());
  CHECK(now["slug"] == "mug");

  now = json_of(instance.staff("PATCH", path_of(product), {{"tags", {"old"}}}, "\"2\""));
  CHECK(now["variants"].size() == 2);
  CHECK(now["tags"] == Json({"old"}));
  const auto again = json_of(instance.get(path_of(product)));
  CHECK(again["variants"] == now["variants"]);
}

TEST_CASE_METHOD(WritingShop, "a slug that was leads to the one that is") {
  const auto product = instance.create("Mug");
  REQUIRE(instance.staff("PATCH", path_of(product), {{"slug", "cup"}}, "\"1\"").status() == 200);
  const auto old = instance.get("/products/mug?fields=id");
  CHECK(old.status() == 301);
  CHECK(old.header("Location") == "/api/v1/catalog/products/cup?fields=id");
  CHECK(instance.staff("GET", "/products/mug").status() == 301);
  CHECK(instance.get("/products/cup").status() == 200);

  // Who takes it over has it; who goes back to it, too.
  const auto other = instance.create("Other", {{"slug", "mug"}});
  CHECK(json_of(instance.staff("GET", "/products/mug"))["id"] == other["id"]);
  const auto taken = instance.staff("PATCH", path_of(product), {{"slug", "mug"}}, "\"2\"");
  CHECK(taken.status() == 409);
  CHECK(code_of(taken) == "slug_taken");
  REQUIRE(instance.staff("PATCH", path_of(other), {{"slug", "other"}}, "\"1\"").status() == 200);
  REQUIRE(instance.staff("PATCH", path_of(product), {{"slug", "mug"}}, "\"2\"").status() == 200);
  CHECK(json_of(instance.staff("GET", "/products/mug"))["id"] == product["id"]);
  CHECK(instance.staff("GET", "/products/cup").status() == 301);
}

TEST_CASE_METHOD(WritingShop, "fifty who make a product of one name at once get fifty slugs") {
  std::vector<std::thread> creators;
  std::mutex mutex;
  std::multiset<std::string> slugs;
  for (int thread = 0; thread < 5; ++thread) {
    creators.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        const auto sku = "S-" + std::to_string(thread) + '-' + std::to_string(i);
        const auto answer =
            instance.staff("POST", "/products", {{"name", "Linen Shirt"}, {"variants", {{{"sku", sku}}}}});
        const std::lock_guard lock(mutex);
        slugs.insert(answer.status() == 201 ? json_of(answer)["slug"].get<std::string>() : answer.body());
      }
    });
  }
  for (auto& creator : creators) creator.join();
  std::multiset<std::string> expected{"linen-shirt"};
  for (int number = 2; number <= 50; ++number) expected.insert("linen-shirt-" + std::to_string(number));
  CHECK(slugs == expected);
}

TEST_CASE_METHOD(WritingShop, "a SKU belongs to one product") {
  const auto first = instance.create("Mug");
  const auto sku = first["variants"][0]["sku"];
  const auto second = instance.staff("POST", "/products", {{"name", "Cup"}, {"variants", {{{"sku", sku}}}}});
  CHECK(second.status() == 422);
  CHECK(pointers_of(second) == std::vector<std::string>{"/variants/0/sku"});
}

TEST_CASE_METHOD(WritingShop, "what is removed can be brought back") {
  const auto product = instance.create("Mug");
  const auto path = path_of(product);
  CHECK(instance.staff("DELETE", path).status() == 428);
  CHECK(instance.staff("DELETE", path, nullptr, "\"1\"").status() == 204);
  CHECK(instance.get("/products/mug").status() == 404);
  CHECK(json_of(instance.get("/products"))["data"].empty());
  CHECK(json_of(instance.staff("GET", "/products"))["data"].empty());
  CHECK(json_of(instance.staff("GET", "/products?deleted=true"))["data"].size() == 1);
  CHECK(instance.staff("PATCH", path, {{"name", "Cup"}}, "*").status() == 404);
  CHECK(json_of(instance.staff("GET", path)).contains("deleted_at"));
  CHECK(instance.staff("POST", path + "/restore").status() == 200);
  CHECK(json_of(instance.get("/products/mug"))["id"] == product["id"]);
}

TEST_CASE_METHOD(WritingShop, "drafts are for staff until they are published, and again when they are archived") {
  const auto draft = instance.create("Mug", {{"status", "draft"}});
  const auto path = path_of(draft);
  CHECK(instance.get(path).status() == 404);
  CHECK(instance.get("/products?status=draft").status() == 422);
  CHECK(json_of(instance.staff("GET", "/products?status=draft"))["data"].size() == 1);
  const auto seen = instance.staff("GET", path);
  CHECK(seen.status() == 200);
  CHECK(seen.header("Cache-Control") == "private, no-store");
  CHECK(instance.staff("POST", path + "/publish").status() == 200);
  CHECK(instance.get(path).status() == 200);
  CHECK(instance.staff("POST", path + "/archive").status() == 200);
  CHECK(json_of(instance.staff("GET", path))["status"] == "archived");
}

TEST_CASE_METHOD(WritingShop, "the same Idempotency-Key makes one product") {
  const Json body = {{"name", "Mug"}, {"variants", {{{"sku", "M"}}}}};
  const auto first = instance.staff("POST", "/products", body, "", {{"Idempotency-Key", "once"}});
  const auto second = instance.staff("POST", "/products", body, "", {{"Idempotency-Key", "once"}});
  CHECK(first.status() == 201);
  CHECK(second.status() == 201);
  CHECK(second.body() == first.body());
  CHECK(second.header("Idempotent-Replayed") == "true");
  CHECK(database.count("product") == 1);
}

TEST_CASE_METHOD(WritingShop, "what is due is published and archived") {
  const auto draft = instance.create("Mug", {{"status", "draft"}});
  const auto path = path_of(draft);
  const auto planned = instance.staff(
      "POST", path + "/schedule", {{"publish_at", "2020-01-01T00:00:00Z"}, {"unpublish_at", "2999-01-01T00:00:00Z"}});
  CHECK(json_of(planned)["publish_at"] == "2020-01-01T00:00:00.000000Z");
  REQUIRE(instance.run_schedule());
  auto now = json_of(instance.get(path));
  CHECK(now["status"] == "published");
  CHECK_FALSE(now.contains("unpublish_at"));
  database.run_sql("update kernel.clock set ahead = interval '1000 years'");
  REQUIRE(instance.run_schedule());
  CHECK(json_of(instance.staff("GET", path))["status"] == "archived");
}

TEST_CASE_METHOD(WritingShop, "variants are made for all combinations that are missing") {
  const auto product = instance.create("Shirt");
  const auto made = instance.staff(
      "POST", path_of(product) + "/variants/generate",
      {{"options",
        {{{"name", "colour"}, {"choices", {"blue", "red"}}}, {{"name", "size"}, {"choices", {"S", "M", "L"}}}}},
       {"prices", kTwentyEuro}});
  INFO(made.body());
  REQUIRE(made.status() == 200);
  const auto variants = json_of(made)["variants"];
  REQUIRE(variants.size() == 6);
  CHECK(variants[0]["sku"] == "SHIRT-BLUE-S");
  CHECK(variants[5]["name"] == "red / L");
  const auto again = json_of(instance.staff("POST", path_of(product) + "/variants/generate", Json::object()));
  CHECK(again["variants"] == variants);

  Json many = Json::array();
  for (int i = 0; i < 100; ++i) many.push_back("c" + std::to_string(i));
  const auto refused =
      instance.staff("POST", path_of(product) + "/variants/generate",
                     {{"options", {{{"name", "a"}, {"choices", many}}, {{"name", "b"}, {"choices", many}}}}});
  CHECK(refused.status() == 422);
}

TEST_CASE_METHOD(WritingShop, "a variant is added, replaced, priced and removed") {
  const auto product = instance.create("Mug", {{"options", {{{"name", "size"}, {"choices", {"S", "L"}}}}},
                                               {"variants", {{{"sku", "M-S"}, {"options", {{"size", "S"}}}}}}});
  const auto path = path_of(product) + "/variants";
  const auto added = instance.staff("POST", path, {{"sku", "M-L"}, {"options", {{"size", "L"}}}});
  REQUIRE(added.status() == 201);
  const auto variant = path + '/' + json_of(added)["variants"][1]["id"].get<std::string>();
  CHECK(instance.staff("PUT", variant + "/prices", {{"prices", {{{"amount", 5}, {"currency", "JPY"}}}}}, "\"2\"")
            .status() == 200);
  CHECK(json_of(instance.get(path_of(product)))["variants"][1]["prices"][0]["currency"] == "JPY");
  const auto replaced = instance.staff("PUT", variant, {{"sku", "M-XL"}, {"options", {{"size", "L"}}}}, "\"3\"");
  CHECK(json_of(replaced)["variants"][1]["sku"] == "M-XL");
  CHECK(instance.staff("DELETE", variant, nullptr, "\"4\"").status() == 200);
  CHECK(instance.staff("DELETE", variant, nullptr, "\"5\"").status() == 404);
}
