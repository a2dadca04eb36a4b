#include <algorithm>
#include <catch2/catch.hpp>

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

struct ReadingShop {
  CatalogDatabase database;
  CatalogInstance instance{database.connection()};

  std::string path_of(const Json& product) { return "/products/" + product["id"].get<std::string>(); }
};

const std::vector<std::pair<std::string, std::string>> kGerman{{"Accept-Language", "fr-CH;q=0.1, de-AT;q=0.9"}};

}  // namespace

TEST_CASE_METHOD(ReadingShop,
                 "a translated product is read in the language that is liked best, with what is missing in the own") {
  const auto product = instance.create("Shirt", {{"options", {{{"name", "colour"}, {"choices", {"blue", "red"}}}}},
                                                 {"variants", {{{"sku", "S-B"}, {"options", {{"colour", "blue"}}}}}}});
  const auto path = path_of(product);
  CHECK(instance.staff("PUT", path + "/translations/de", {{"name", "Hemd"}}).status() == 428);
  CHECK(instance.staff("PUT", path + "/translations/xx", {{"name", "Hemd"}}, "\"1\"").status() == 422);
  CHECK(instance.staff("PUT", path + "/translations/en", {{"name", "Hemd"}}, "\"1\"").status() == 422);
  const auto put = instance.staff(
      "PUT", path + "/translations/de",
      {{"name", "Hemd"}, {"options", {{"colour", {{"name", "Farbe"}, {"choices", {{"blue", "blau"}}}}}}}}, "\"1\"");
  INFO(put.body());
  REQUIRE(put.status() == 200);

  const auto german = instance.get(path, kGerman);
  const auto shown = json_of(german);
  CHECK(german.header("Content-Language") == "de");
  CHECK(shown["name"] == "Hemd");
  CHECK(shown["description"] == "Shirt");
  CHECK(shown["options"][0] == Json({{"name", "Farbe"}, {"choices", {"blau", "red"}}}));
  CHECK(shown["variants"][0]["options"] == Json({{"Farbe", "blau"}}));
  CHECK(shown["variants"][0]["name"] == "blau");
  const auto english = instance.get(path);
  CHECK(english.header("Content-Language") == "en");
  CHECK(json_of(english)["name"] == "Shirt");
  CHECK(english.header("ETag") != german.header("ETag"));
  CHECK(json_of(instance.get("/products", kGerman))["data"][0]["name"] == "Hemd");
  CHECK(json_of(instance.staff("GET", path, nullptr, "", kGerman))["name"] == "Hemd");

  // Whatever the language of the answer, its tag names the version.
  CHECK(instance.staff("DELETE", path + "/translations/de", nullptr, german.header("ETag")).status() == 200);
  CHECK(json_of(instance.staff("GET", path, nullptr, "", kGerman))["name"] == "Shirt");
}

TEST_CASE_METHOD(ReadingShop, "an answer is cut to the members that are asked for") {
  const auto product = instance.create("Mug \"one\" {2}, [3]");
  const auto cut = json_of(instance.get(path_of(product) + "?fields=id,name"));
  CHECK(cut == Json({{"id", product["id"]}, {"name", product["name"]}}));
  CHECK(json_of(instance.get("/products?fields=slug"))["data"][0] == Json({{"slug", product["slug"]}}));
  CHECK(instance.get("/products?fields=nonsense").status() == 422);
}

TEST_CASE_METHOD(ReadingShop, "related products come along when they are asked for") {
  const auto mug = instance.create("Mug");
  const auto cup = instance.create("Cup");
  const auto plate = instance.create("Plate", {{"status", "draft"}});
  const auto path = path_of(mug);
  const auto relate = [&](const Json& ids) {
    return instance.staff("PUT", path + "/related", {{"product_ids", ids}}, "*");
  };
  CHECK(pointers_of(relate({cup["id"], "product_00000000000000000000000000"})) ==
        std::vector<std::string>{"/product_ids/1"});
  CHECK(relate({mug["id"]}).status() == 422);
  CHECK(relate({plate["id"], cup["id"]}).status() == 200);
  CHECK(json_of(instance.staff("GET", path + "/related"))["product_ids"] == Json({plate["id"], cup["id"]}));
  const auto shown = json_of(instance.get(path + "?expand=related"));
  REQUIRE(shown["related"].size() == 1);
  CHECK(shown["related"][0]["id"] == cup["id"]);
}

TEST_CASE_METHOD(ReadingShop, "the history of a product says who changed what") {
  instance.start();
  const auto product = instance.create("Mug");
  const auto path = path_of(product);
  REQUIRE(instance.staff("PATCH", path, {{"name", "Cup"}}, "\"1\"").status() == 200);
  REQUIRE(instance
              .staff("PUT", path + "/variants/" + product["variants"][0]["id"].get<std::string>() + "/prices",
                     {{"prices", {{{"amount", 1500}, {"currency", "EUR"}}}}}, "\"2\"")
              .status() == 200);
  REQUIRE(instance.staff("DELETE", path, nullptr, "\"3\"").status() == 204);
  Json data;
  REQUIRE(test::eventually([&] {
    data = json_of(instance.staff("GET", path + "/history"))["data"];
    return data.size() == 5;
  }));
  CHECK(data[0]["what"] == "product_deleted");
  CHECK(data[1]["what"] == "price_changed");
  CHECK(data[1]["changes"][0]["before"] == 1999);
  CHECK(data[1]["changes"][0]["after"] == 1500);
  CHECK(data[2]["what"] == "product_updated");
  CHECK(data[2]["changes"] == Json({{{"field", "name"}, {"before", "Mug"}, {"after", "Cup"}}}));
  CHECK(data[2]["actor"] == "ada");
  CHECK(data[2]["version"] == 2);
  const auto first = json_of(instance.staff("GET", path + "/history?limit=2"));
  CHECK(first["page"]["has_more"] == true);
  const auto next = json_of(
      instance.staff("GET", path + "/history?limit=5&cursor=" + first["page"]["next_cursor"].get<std::string>()));
  CHECK(next["data"].size() == 3);
}

TEST_CASE_METHOD(ReadingShop, "list prices of many change at once, or are only said to") {
  const auto mug = instance.create("Mug", {{"tags", {"kitchen"}}});
  const auto cup = instance.create("Cup", {{"tags", {"kitchen"}}});
  (void)instance.create("Hat");
  Json order = {{"filter", {{"tags", {"kitchen"}}}},
                {"percent", -10},
                {"rounding", {{"step", 100}, {"ending", 1}}},
                {"keep_old_as_compare_at", true},
                {"dry_run", true}};
  const auto plan = json_of(instance.staff("POST", "/prices/bulk", order));
  CHECK(plan["products"] == 2);
  CHECK(plan["changes"][0]["before"] == 1999);
  CHECK(plan["changes"][0]["after"] == 1799);
  CHECK(json_of(instance.staff("GET", path_of(mug)))["version"] == 1);

  order["dry_run"] = false;
  auto done = json_of(instance.staff("POST", "/prices/bulk", order));
  done["dry_run"] = true;
  CHECK(done == plan);
  for (const auto& product : {mug, cup}) {
    const auto price = json_of(instance.get(path_of(product)))["variants"][0]["prices"][0];
    CHECK(price == Json({{"amount", 1799}, {"currency", "EUR"}, {"compare_at", 1999}}));
  }
  CHECK(json_of(instance.get("/products/hat"))["variants"][0]["prices"][0]["amount"] == 1999);

  const auto nothing = instance.staff("POST", "/prices/bulk", {{"filter", Json::object()}});
  CHECK(pointers_of(nothing) == std::vector<std::string>{"/filter", "/percent"});
}

TEST_CASE_METHOD(ReadingShop, "a change of one product leaves what is cached of the others") {
  instance.start();
  const auto mug = instance.create("Mug");
  const auto cup = instance.create("Cup");
  const auto in_memory = [&](const std::string& path) { return instance.get(path).on_io_thread; };
  const auto leaves_the_cup = [&](const std::string& name, const std::string& version) {
    REQUIRE(test::eventually(
        [&] { return in_memory("/products/mug") && in_memory("/products/cup") && in_memory("/products"); }));
    REQUIRE(instance.staff("PATCH", path_of(mug), {{"name", name}}, version).status() == 200);
    CHECK(test::eventually([&] { return json_of(instance.get("/products/mug"))["name"] == name; }));
    return in_memory("/products/cup");
  };
  // What is heard of the cup's creation may come in between, once.
  CHECK((leaves_the_cup("Beaker", "\"1\"") || leaves_the_cup("Pitcher", "\"2\"")));
  const auto name = json_of(instance.get("/products/mug"))["name"].get<std::string>();
  CHECK(test::eventually([&] { return instance.get("/products").body().find(name) != std::string::npos; }));
}

TEST_CASE_METHOD(ReadingShop, "a list is made anew for what changes it, and stays for what does not") {
  instance.start();
  const auto hat = instance.create("Hat", {{"tags", {"head"}}});
  (void)instance.create("Mug", {{"tags", {"kitchen"}}});
  const auto in_memory = [&](const std::string& path) { return instance.get(path).on_io_thread; };
  const std::vector<std::string> lists{"/products?tag=kitchen", "/products?max_price=5000&tag=kitchen", "/tags",
                                       "/brands"};
  const auto all_in_memory = [&] { return std::ranges::all_of(lists, in_memory); };
  // The hat is in none of them, and its words do not bring it there.
  const auto leaves_the_lists = [&](const std::string& name, const std::string& version) {
    REQUIRE(test::eventually([&] { return in_memory("/products/hat") && all_in_memory(); }));
    REQUIRE(instance.staff("PATCH", path_of(hat), {{"name", name}, {"description", "Of wool"}}, version).status() ==
            200);
    REQUIRE(test::eventually([&] { return json_of(instance.get("/products/hat"))["name"] == name; }));
    return all_in_memory();
  };
  // What is heard of their creation may come in between, once.
  const auto left_at_once = leaves_the_lists("Cap", "\"1\"");
  CHECK((leaves_the_lists("Beret", "\"2\"") || left_at_once));

  REQUIRE(instance.staff("PATCH", path_of(hat), {{"tags", {"kitchen"}}}, "\"3\"").status() == 200);
  CHECK(test::eventually([&] { return json_of(instance.get(lists[1]))["data"].size() == 2; }));
  const Json kitchen{{"tag", "kitchen"}, {"products", 2}};
  CHECK(test::eventually([&] { return json_of(instance.get("/tags"))["data"][0] == kitchen; }));
  const auto prices = path_of(hat) + "/variants/" + hat["variants"][0]["id"].get<std::string>() + "/prices";
  REQUIRE(instance.staff("PUT", prices, {{"prices", {{{"amount", 9900}, {"currency", "EUR"}}}}}, "\"4\"").status() ==
          200);
  CHECK(test::eventually([&] { return json_of(instance.get(lists[1]))["data"].size() == 1; }));
}

TEST_CASE_METHOD(ReadingShop, "while the database cannot be asked, what is known is told, and marked as old") {
  (void)instance.create("Mug");
  REQUIRE(instance.get("/products/mug").header("X-Kontor-Stale").empty());
  const auto good = instance.get("/products/mug");
  instance.clock().advance(std::chrono::seconds(2));

  // All sessions are busy.
  const test::BusySessions busy(instance);
  const auto stale = instance.get("/products/mug");
  CHECK(stale.status() == 200);
  CHECK(stale.header("X-Kontor-Stale") == "true");
  CHECK(stale.body() == good.body());
  CHECK(instance.get("/products/never-asked-for").status() == 503);
  CHECK(instance.staff("GET", "/products/mug").status() == 503);
  instance.clock().advance(std::chrono::hours(1));
  CHECK(instance.get("/products/mug").status() == 503);
}
