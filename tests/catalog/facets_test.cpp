#include <catch2/catch.hpp>

#include "catalog/catalog_instance.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::CatalogDatabase;
using test::CatalogInstance;
using test::json_of;
using test::pointers_of;
using Json = nlohmann::json;

namespace {

// Three shirts and a mug: two brands, a department with a category below it, materials, and weights of the shirts.
struct ShirtShop {
  ShirtShop() {
    define({{"code", "material"}, {"name", "Material"}, {"kind", "text"}, {"facet", true}});
    define({{"code", "weight"}, {"name", "Weight"}, {"kind", "number"}, {"facet", true}});
    define({{"code", "organic"}, {"name", "Organic"}, {"kind", "boolean"}, {"facet", true}});
    define({{"code", "note"}, {"name", "Note"}, {"kind", "text"}});
    make("/brands", {{"name", "Halden"}});
    make("/brands", {{"name", "Nordic"}});
    const auto clothes = make("/categories", {{"name", "Clothes"}});
    make("/categories", {{"name", "Shirts"}, {"parent_id", clothes["id"]}});
    add("Linen shirt", "halden", {"shirts"}, {{"material", "linen"}, {"weight", 180}, {"organic", true}}, 2000);
    add("Wool shirt", "halden", {"shirts"}, {{"material", "wool"}, {"weight", 320.5}}, 5000);
    add("Cotton shirt", "nordic", {"shirts"}, {{"material", "cotton"}, {"weight", 200}, {"note", "new"}}, 3000);
    add("Wool hat", "nordic", {"clothes"}, {{"material", "wool"}}, 1500);
  }

  Json make(const std::string& path, const Json& body) {
    const auto answer = instance.staff("POST", path, body);
    INFO(answer.body());
    REQUIRE(answer.status() == 201);
    return json_of(answer);
  }
  void define(const Json& attribute) { make("/attributes", attribute); }
  void add(const std::string& name, const std::string& brand, const Json& categories, const Json& attributes,
           int price) {
    (void)instance.create(name,
                          {{"brand", brand},
                           {"categories", categories},
                           {"attributes", attributes},
                           {"variants", {{{"sku", name}, {"prices", {{{"amount", price}, {"currency", "EUR"}}}}}}}});
  }

  Json facets(const std::string& query) {
    const auto answer = instance.get("/products?limit=1&" + query);
    INFO(answer.body());
    REQUIRE(answer.status() == 200);
    return json_of(answer)["facets"];
  }
  // {"linen": 1, …}, by slug or value.
  static Json counts(const Json& values) {
    Json counted = Json::object();
    for (const auto& one : values) {
      const auto name = one.contains("slug") ? one["slug"].get<std::string>() : one["value"].dump();
      counted[name] = one["products"];
    }
    return counted;
  }
  static Json attribute(const Json& facets, const std::string& code) {
    for (const auto& one : facets["attributes"]) {
      if (one["code"] == code) return one;
    }
    return Json::object();
  }

  CatalogDatabase database;
  CatalogInstance instance{database.connection()};
};

}  // namespace

TEST_CASE_METHOD(ShirtShop, "a list says what it may be narrowed by, when it is asked") {
  CHECK_FALSE(json_of(instance.get("/products")).contains("facets"));
  const auto all = facets("facets=true");
  CHECK(counts(all["brands"]) == Json({{"halden", 2}, {"nordic", 2}}));
  CHECK(counts(all["categories"]) == Json({{"clothes", 4}, {"shirts", 3}}));
  CHECK(all["categories"][0]["slug"] == "clothes");
  CHECK(all["price"] == Json({{"currency", "EUR"}, {"lowest", 1500}, {"highest", 5000}, {"products", 4}}));
  REQUIRE(all["attributes"].size() == 3);
  const auto material = attribute(all, "material");
  CHECK(material["values"][0] == Json({{"value", "wool"}, {"products", 2}}));
  CHECK(counts(material["values"]) == Json({{"\"wool\"", 2}, {"\"linen\"", 1}, {"\"cotton\"", 1}}));
  CHECK(counts(attribute(all, "organic")["values"]) == Json({{"true", 1}}));
  CHECK(attribute(all, "weight")["lowest"] == 180);
  CHECK(attribute(all, "weight")["highest"] == 320.5);
  CHECK_FALSE(material.contains("lowest"));

  const auto some = facets("facets=brand,attr.material");
  CHECK(some.size() == 2);
  CHECK(some["attributes"].size() == 1);
}

TEST_CASE_METHOD(ShirtShop, "a facet is counted without the filter by itself, and with all others") {
  const auto woollen = facets("facets=true&attr.material=wool");
  CHECK(counts(attribute(woollen, "material")["values"]).size() == 3);
  CHECK(counts(woollen["brands"]) == Json({{"halden", 1}, {"nordic", 1}}));
  CHECK(counts(woollen["categories"]) == Json({{"clothes", 2}, {"shirts", 1}}));
  CHECK(woollen["price"]["lowest"] == 1500);
  CHECK(attribute(woollen, "organic")["values"].empty());

  const auto woollen_of_halden = facets("facets=true&attr.material=wool&brand=halden");
  CHECK(counts(attribute(woollen_of_halden, "material")["values"]) == Json({{"\"wool\"", 1}, {"\"linen\"", 1}}));
  CHECK(counts(woollen_of_halden["brands"]) == Json({{"halden", 1}, {"nordic", 1}}));
  CHECK(counts(woollen_of_halden["categories"]) == Json({{"clothes", 1}, {"shirts", 1}}));

  const auto cheap_shirts = facets("facets=true&category=shirts&max_price=3000&attr.weight_max=190");
  CHECK(counts(cheap_shirts["categories"]) == Json({{"clothes", 1}, {"shirts", 1}}));
  CHECK(cheap_shirts["price"]["highest"] == 2000);
  CHECK(attribute(cheap_shirts, "weight")["highest"] == 200);
  CHECK(counts(cheap_shirts["brands"]) == Json({{"halden", 1}}));
  CHECK(facets("facets=true&tag=none&currency=USD")["price"] ==
        Json({{"currency", "USD"}, {"lowest", nullptr}, {"highest", nullptr}, {"products", 0}}));
}

TEST_CASE_METHOD(ShirtShop,
                 "facets that are not offered are refused, and so is a list with too many filters to count") {
  for (const auto* query : {"facets=colour", "facets=attr.", "facets=attr.note", "facets=attr.unknown",
                            "facets=true&attr.a=1&attr.b=1&attr.c=1&attr.d=1&attr.e=1&attr.f=1&attr.g=1&attr.h=1"
                            "&attr.i=1"}) {
    CAPTURE(query);
    const auto answer = instance.get(std::string("/products?") + query);
    CHECK(answer.status() == 422);
    CHECK(pointers_of(answer) == std::vector<std::string>{"/facets"});
  }
}

TEST_CASE_METHOD(ShirtShop, "counts are cached with their page, and follow what changes") {
  instance.start();
  const auto path = std::string("/products?facets=brand");
  REQUIRE(test::eventually([&] { return instance.get(path).on_io_thread; }));
  add("Cap", "nordic", {"clothes"}, Json::object(), 900);
  CHECK(test::eventually([&] {
    return counts(json_of(instance.get(path))["facets"]["brands"]) == Json({{"halden", 2}, {"nordic", 3}});
  }));
  CHECK(counts(json_of(instance.staff("GET", path))["facets"]["brands"])["nordic"] == 3);
}

TEST_CASE_METHOD(ShirtShop, "what an attribute is defined as, lists on every instance say at once") {
  CatalogInstance other(database.connection());
  instance.start();
  other.start();
  const std::string path = "/products?limit=1&facets=true";
  const auto told = [&](const std::string& code) {
    return attribute(json_of(other.get(path))["facets"], code).value("name", "");
  };
  const auto becomes = [&](const std::string& code, const std::string& name) {
    return test::eventually([&] { return told(code) == name && other.get(path).on_io_thread; });
  };
  REQUIRE(becomes("material", "Material"));
  CHECK(instance.staff("PUT", "/attributes/material", {{"name", "Fabric"}, {"kind", "text"}, {"facet", true}}, "*")
            .status() == 200);
  CHECK(becomes("material", "Fabric"));
  define({{"code", "colour"}, {"name", "Colour"}, {"kind", "enum"}, {"choices", {"red"}}, {"facet", true}});
  CHECK(becomes("colour", "Colour"));
  CHECK(instance.staff("PUT", "/attributes/material", {{"name", "Fabric"}, {"kind", "text"}}, "*").status() == 200);
  CHECK(becomes("material", ""));
  CHECK(instance.staff("DELETE", "/attributes/colour", nullptr, "*").status() == 204);
  CHECK(becomes("colour", ""));
  CHECK(database.run_sql("select string_agg(payload->>'what', ' ' order by time) from bus.event"
                         " where type = 'catalog.attribute_changed' and aggregateid in ('material', 'colour')") ==
        "created updated created updated deleted");
}
