#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "catalog/catalog_database.hpp"
#include "kernel/http/api_fixture.hpp"
#include "kernel/http/openapi.hpp"
#include "modules/catalog/api/events.hpp"
#include "modules/catalog/module.hpp"
#include "support/eventually.hpp"
#include "support/json_schema.hpp"
#include "support/scratch_folder.hpp"

using namespace kontor;
using Json = nlohmann::json;

namespace {

const std::vector<std::string> kNone;

// The catalog's endpoints behind the pipeline, on the hundred products of the small seed.
class CatalogOverHttp {
 public:
  CatalogOverHttp() : module_(database_.ground(fixture_.clock, fixture_.metrics)) {
    catalog::SeedOrder order;
    order.media_dir = folder_.path();
    const auto seeded = module_.seed(order);
    REQUIRE(seeded);
    fixture_.endpoints = module_.endpoints();
  }

  http::test::Answer get(const std::string& target) { return fixture_.get("/api/v1/catalog" + target); }
  Json document() const { return Json::parse(http::openapi_document(module_.endpoints(), {"Kontor", "0", "A shop"})); }
  void pass(std::chrono::milliseconds time) { fixture_.clock.advance(time); }
  void run_sql(const std::string& sql) const { database_.run_sql(sql); }
  test::CatalogDatabase& database() { return database_; }

  void publish(std::int64_t number) {
    REQUIRE(database_.catalog().transact([&](db::Tx& tx) -> Result<void> {
      database_.log().publish(tx, catalog::ProductsSeeded::kKey, catalog::ProductsSeeded{.number = number});
      return {};
    }));
  }
  // Until the tail has its place, and all that was published is behind it.
  void wait_for_the_tail() {
    std::atomic<std::int64_t> heard = 0;
    const auto listening = database_.tails().listen(
        {catalog::kCatalogEvents},
        {.on_event = [&](const events::Event& event) { heard = Json::parse(event.payload)["number"]; },
         .on_gap = [] {}});
    std::int64_t published = 0;
    REQUIRE(test::eventually([&] {
      publish(++published);
      return test::eventually([&] { return heard == published; }, std::chrono::milliseconds(200));
    }));
  }

 private:
  test::ScratchFolder folder_;
  test::CatalogDatabase database_;
  http::test::ApiFixture fixture_;
  catalog::Module module_;
};

}  // namespace

TEST_CASE("what the catalog answers is what its document promises") {
  CatalogOverHttp shop;
  const auto document = shop.document();
  const auto slug = Json::parse(shop.get("/products?limit=1").body())["data"][0]["slug"].get<std::string>();
  const std::pair<std::string, std::string> table[] = {
      {"/products", "/products?limit=100"}, {"/products/{key}", "/products/" + slug}, {"/categories", "/categories"}};
  for (const auto& [path, target] : table) {
    CAPTURE(target);
    const auto answer = shop.get(target);
    REQUIRE(answer.status() == 200);
    const auto& promised = document["paths"]["/api/v1/catalog" + path]["get"]["responses"]["200"]["content"];
    CHECK(schema_mistakes(promised["application/json"]["schema"], Json::parse(answer.body()), document) == kNone);
  }
}

TEST_CASE("every example in the catalog's document is valid") {
  CatalogOverHttp shop;
  const auto document = shop.document();
  int examples = 0;
  for (const auto& [path, methods] : document["paths"].items()) {
    if (!methods.contains("get")) continue;
    for (const auto& [status, response] : methods["get"]["responses"].items()) {
      for (const auto& [type, media] : response["content"].items()) {
        if (!media.contains("example")) continue;
        CAPTURE(path, status);
        CHECK(schema_mistakes(media["schema"], media["example"], document) == kNone);
        ++examples;
      }
    }
  }
  CHECK(examples >= 3);
}

TEST_CASE("a second request is answered from memory, and a change shows when the entry is old") {
  CatalogOverHttp shop;
  const auto first = shop.get("/products?limit=1");
  CHECK_FALSE(first.on_io_thread);
  const auto slug = Json::parse(first.body())["data"][0]["slug"].get<std::string>();
  CHECK(shop.get("/products/" + slug).status() == 200);
  CHECK(shop.get("/products/" + slug).on_io_thread);

  shop.run_sql("update catalog.product set status = 'archived' where slug = '" + slug + "'");
  CHECK(shop.get("/products/" + slug).status() == 200);
  shop.pass(std::chrono::seconds(2));
  CHECK(shop.get("/products/" + slug).status() == 404);
}

TEST_CASE("what is cached is forgotten when any instance publishes a change of the catalog") {
  CatalogOverHttp shop;
  shop.database().tails().start();
  shop.wait_for_the_tail();
  const auto slug = Json::parse(shop.get("/products?limit=1").body())["data"][0]["slug"].get<std::string>();
  REQUIRE(test::eventually([&] { return shop.get("/products/" + slug).on_io_thread; }));

  shop.run_sql("update catalog.product set status = 'archived' where slug = '" + slug + "'");
  CHECK(shop.get("/products/" + slug).status() == 200);
  shop.publish(0);
  CHECK(test::eventually([&] { return shop.get("/products/" + slug).status() == 404; }));
}

TEST_CASE("what is not there is asked for every time, so that it shows as soon as it is") {
  CatalogOverHttp shop;
  const auto slug = Json::parse(shop.get("/products?limit=1").body())["data"][0]["slug"].get<std::string>();
  shop.run_sql("update catalog.product set status = 'draft' where slug = '" + slug + "'");
  CHECK(shop.get("/products/" + slug).status() == 404);
  shop.run_sql("update catalog.product set status = 'published' where slug = '" + slug + "'");
  CHECK(shop.get("/products/" + slug).status() == 200);
}
