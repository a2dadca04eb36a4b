#include <catch2/catch.hpp>
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

struct TaxonomyShop {
  CatalogDatabase database;
  CatalogInstance instance{database.connection()};

  Json category(const std::string& name, const Json& parent = nullptr) {
    Json body = {{"name", name}};
    if (!parent.is_null()) body["parent_id"] = parent["id"];
    const auto answer = instance.staff("POST", "/categories", body);
    INFO(answer.body());
    REQUIRE(answer.status() == 201);
    return json_of(answer);
  }
  http::test::Answer move(const Json& category, const Json& parent) {
    return instance.staff("POST", "/categories/" + category["id"].get<std::string>() + "/move",
                          {{"parent_id", parent["id"]}});
  }
  std::size_t found_in(const std::string& category) {
    return json_of(instance.staff("GET", "/products?category=" + category))["data"].size();
  }
};

}  // namespace

TEST_CASE_METHOD(TaxonomyShop, "categories are made, renamed, ordered and removed") {
  const auto kitchen = category("Kitchen");
  const auto knives = category("Knives", kitchen);
  CHECK(category("Knives")["slug"] == "knives-2");
  CHECK(instance.staff("POST", "/categories", {{"name", "Knives"}, {"slug", "knives"}}).status() == 409);

  const auto path = "/categories/" + knives["id"].get<std::string>();
  CHECK(instance.staff("PATCH", path, {{"name", "Blades"}}).status() == 428);
  const auto renamed = instance.staff("PATCH", path, {{"name", "Blades"}}, "\"1\"");
  CHECK(renamed.header("ETag") == "\"2\"");
  CHECK(instance.staff("PATCH", path, {{"name", "Knives"}}, "\"1\"").status() == 412);
  CHECK(json_of(instance.staff("GET", path))["name"] == "Blades");

  const auto full = instance.staff("DELETE", "/categories/" + kitchen["id"].get<std::string>(), nullptr, "*");
  CHECK(code_of(full) == "category_not_empty");
  CHECK(instance.staff("DELETE", path, nullptr, "\"2\"").status() == 204);
  CHECK(instance.staff("DELETE", "/categories/" + kitchen["id"].get<std::string>(), nullptr, "*").status() == 204);
}

TEST_CASE_METHOD(TaxonomyShop, "a category takes its place among its brothers") {
  const auto a = category("A");
  const auto b = category("B");
  const auto c = category("C");
  const auto to = [&](const Json& one, int position) {
    return instance.staff("POST", "/categories/" + one["id"].get<std::string>() + "/move", {{"position", position}});
  };
  REQUIRE(to(b, 1).status() == 200);
  REQUIRE(to(c, 0).status() == 200);
  std::string order;
  const auto tree = json_of(instance.get("/categories"));
  for (const auto& one : tree["data"]) order += one["name"].get<std::string>();
  CHECK(order == "CAB");
}

TEST_CASE_METHOD(TaxonomyShop, "no category comes below itself, whoever moves at the same time") {
  const auto top = category("Top");
  const auto middle = category("Middle", top);
  const auto bottom = category("Bottom", middle);
  CHECK(code_of(move(top, bottom)) == "category_cycle");
  CHECK(code_of(move(top, top)) == "category_cycle");

  for (int round = 0; round < 10; ++round) {
    const auto left = category("Left");
    const auto right = category("Right");
    std::thread other([&] { (void)move(right, left); });
    (void)move(left, right);
    other.join();
    const auto parents = database.run_sql(
        "select count(*) from catalog.category where parent_id is not null and id in ("
        "select id from catalog.category where name in ('Left', 'Right'))");
    CHECK(std::stoi(parents) == round + 1);
  }
}

TEST_CASE_METHOD(TaxonomyShop, "a category's products follow it, in name and place") {
  instance.start();
  const auto kitchen = category("Kitchen");
  const auto garden = category("Garden");
  const auto knives = category("Knives", kitchen);
  const auto product = instance.create("Knife", {{"categories", {"knives"}}});
  const auto path = "/products/" + product["id"].get<std::string>();
  CHECK(found_in("kitchen") == 1);
  REQUIRE(move(knives, garden).status() == 200);
  CHECK(test::eventually([&] { return found_in("garden") == 1 && found_in("kitchen") == 0; }));

  const auto category_path = "/categories/" + knives["id"].get<std::string>();
  REQUIRE(instance.staff("PATCH", category_path, {{"name", "Blades"}}, "*").status() == 200);
  const auto name = [&](const http::test::Answer& answer) { return json_of(answer)["categories"][0]["name"]; };
  CHECK(test::eventually([&] { return name(instance.get(path)) == "Blades"; }));
  REQUIRE(instance.staff("PUT", category_path + "/translations/de", {{"name", "Klingen"}}, "*").status() == 200);
  CHECK(test::eventually([&] { return name(instance.get(path, {{"Accept-Language", "de"}})) == "Klingen"; }));
  CHECK(name(instance.get(path)) == "Blades");
}

TEST_CASE_METHOD(TaxonomyShop, "all of a brand's many products follow it, some hundred at a time") {
  instance.start();
  const auto brand = json_of(instance.staff("POST", "/brands", {{"name", "Halden"}}));
  CHECK(brand["slug"] == "halden");
  (void)instance.create("Mug", {{"brand", "halden"}, {"slug", "mug"}});
  // 450 copies of it.
  database.run_sql(
      "insert into catalog.product (id, slug, status, name, brand_id, created_at, updated_at)"
      " select gen_random_uuid(), 'mug-' || n, 'published', 'Mug', brand_id, created_at, updated_at"
      " from catalog.product, generate_series(1, 450) n;"
      " insert into catalog.product_document (product_id, document)"
      " select p.id, d.document from catalog.product p, catalog.product_document d where p.slug <> 'mug'");
  REQUIRE(instance.staff("PATCH", "/brands/" + brand["id"].get<std::string>(), {{"name", "Halden & Co"}}, "\"1\"")
              .status() == 200);
  CHECK(test::eventually([&] {
    return database.run_sql(
               "select count(*) from catalog.product_document"
               " where document->'brand'->>'name' = 'Halden & Co'") == "451";
  }));
  const auto used = instance.staff("DELETE", "/brands/" + brand["id"].get<std::string>(), nullptr, "*");
  CHECK(code_of(used) == "brand_not_empty");
}

TEST_CASE_METHOD(TaxonomyShop, "attributes with a definition take only what it allows, and lists find them") {
  const auto define = [&](const Json& body) { return instance.staff("POST", "/attributes", body).status(); };
  CHECK(define({{"code", "weight"}, {"name", "Weight"}, {"kind", "number"}, {"minimum", 0}, {"facet", true}}) == 201);
  CHECK(define({{"code", "washable"}, {"name", "Washable"}, {"kind", "boolean"}}) == 201);
  CHECK(define({{"code", "material"}, {"name", "Material"}, {"kind", "enum"}, {"choices", {"linen", "wool"}}}) == 201);
  CHECK(define({{"code", "material"}, {"name", "Again"}, {"kind", "text"}}) == 409);
  CHECK(define({{"code", "size_min"}, {"name", "Size"}, {"kind", "text"}}) == 422);
  CHECK(define({{"code", "x"}, {"name", "X"}, {"kind", "enum"}}) == 422);

  const auto refused = instance.staff(
      "POST", "/products",
      {{"name", "Shirt"}, {"attributes", {{"weight", -1}, {"washable", "yes"}, {"material", "silk"}, {"free", 7}}}});
  CHECK(pointers_of(refused) == std::vector<std::string>{"/attributes/free", "/attributes/material",
                                                         "/attributes/washable", "/attributes/weight"});

  (void)instance.create("Light",
                        {{"attributes", {{"weight", 0.5}, {"washable", true}, {"material", "linen"}, {"note", "5"}}}});
  (void)instance.create("Heavy", {{"attributes", {{"weight", 5}, {"washable", false}, {"material", "wool"}}}});
  const auto found = [&](const std::string& query) {
    std::string names;
    const auto answer = instance.staff("GET", "/products?sort=name&" + query);
    INFO(answer.body());
    REQUIRE(answer.status() == 200);
    const auto page = json_of(answer);
    for (const auto& product : page["data"]) names += product["name"].get<std::string>() + ' ';
    return names;
  };
  CHECK(found("attr.material=linen") == "Light ");
  CHECK(found("attr.washable=true") == "Light ");
  CHECK(found("attr.weight=5") == "Heavy ");
  CHECK(found("attr.note=5") == "Light ");
  CHECK(found("attr.weight_min=1") == "Heavy ");
  CHECK(found("attr.weight_min=0.1&attr.weight_max=5") == "Heavy Light ");
  CHECK(found("attr.weight_max=1&attr.material=wool").empty());
  CHECK(instance.get("/products?attr.weight_min=much").status() == 422);
  CHECK(instance.get("/products?colour=red").status() == 422);

  const auto in_use = instance.staff("DELETE", "/attributes/weight", nullptr, "*");
  CHECK(code_of(in_use) == "attribute_in_use");
  const auto other_kind = instance.staff("PUT", "/attributes/weight", {{"name", "Weight"}, {"kind", "text"}}, "\"1\"");
  CHECK(code_of(other_kind) == "attribute_in_use");
  CHECK(instance.staff("PUT", "/attributes/weight", {{"name", "Mass"}, {"kind", "number"}}, "\"1\"").header("ETag") ==
        "\"2\"");
  CHECK(json_of(instance.get("/attributes"))["data"].size() == 3);
}
