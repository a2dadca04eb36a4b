#include "kernel/http/pipeline/router.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace kontor::http {
namespace {

using Outcome = Router::Outcome;

Router shop() {
  Router router;
  router.add(Method::get, "/catalog/products", 0);
  router.add(Method::post, "/catalog/products", 1);
  router.add(Method::get, "/catalog/products/{key}", 2);
  router.add(Method::get, "/catalog/products/featured", 3);
  router.add(Method::get, "/carts/{id}/lines/{line_id}", 4);
  router.add(Method::get, "/carts/new/promotions", 5);
  router.add(Method::get, "/carts/{id}/promotions", 6);
  router.add(Method::get, "/media/{file*}", 7);
  router.add(Method::get, "/", 8);
  return router;
}

TEST_CASE("a path leads to the route that was declared for it") {
  struct Row {
    const char* path;
    Outcome outcome;
    std::size_t route;
    const char* first_value;
  };
  const auto row = GENERATE(values<Row>({
      {"/", Outcome::found, 8, ""},
      {"/catalog/products", Outcome::found, 0, ""},
      {"/catalog/products/blue-chair", Outcome::found, 2, "blue-chair"},
      {"/catalog/products/featured", Outcome::found, 3, ""},
      {"/carts/new/promotions", Outcome::found, 5, ""},
      {"/carts/7/promotions", Outcome::found, 6, "7"},
      {"/carts/new/lines/1", Outcome::found, 4, "new"},
      {"/media/2026/chair.svg", Outcome::found, 7, "2026/chair.svg"},
      {"/c%61talog/products", Outcome::found, 0, ""},
      {"/catalog/products/a%2Fb", Outcome::found, 2, "a%2Fb"},
      {"/catalog%2Fproducts", Outcome::not_found, 0, ""},
      {"/catalog/products/", Outcome::not_found, 0, ""},
      {"//catalog/products", Outcome::not_found, 0, ""},
      {"/Catalog/products", Outcome::not_found, 0, ""},
      {"/catalog", Outcome::not_found, 0, ""},
      {"/carts/7", Outcome::not_found, 0, ""},
      {"/media/", Outcome::not_found, 0, ""},
  }));
  const auto router = shop();
  const auto found = router.find(Method::get, row.path);
  INFO(row.path);
  CHECK(found.outcome == row.outcome);
  if (row.outcome != Outcome::found) return;
  CHECK(found.route == row.route);
  CHECK(found.values[0] == row.first_value);
}

TEST_CASE("a path that could be misread is refused") {
  const std::string path = GENERATE(as<std::string>{}, "", "*", "catalog", "/a/../b", "/a/..", "/./a", "/a/%2e%2E/b",
                                    "/.%2e", "/%zz", "/a%", "/a%2", "/a%00b", "/a%0d%0ab", "/a\\b", "/a%5cb", "/a\x01");
  INFO(path);
  CHECK(shop().find(Method::get, path).outcome == Outcome::bad_path);
}

TEST_CASE("a segment of three dots, or dots inside a name, are plain names") {
  const std::string path = GENERATE(as<std::string>{}, "/catalog/products/...", "/catalog/products/a..b");
  CHECK(shop().find(Method::get, path).outcome == Outcome::found);
}

TEST_CASE("a known path with another method says which ones it knows") {
  const auto router = shop();
  const auto found = router.find(Method::del, "/catalog/products");
  CHECK(found.outcome == Outcome::method_not_allowed);
  CHECK(found.allow == "GET, HEAD, POST, OPTIONS");
  CHECK(router.find(Method::other, "/catalog/products").outcome == Outcome::method_not_allowed);
  CHECK(router.find(Method::options, "/catalog/products").outcome == Outcome::options);
}

TEST_CASE("HEAD is answered wherever GET is") {
  CHECK(shop().find(Method::head, "/catalog/products").route == 0);
}

TEST_CASE("both values of a path with two parameters are found") {
  const auto router = shop();
  const auto found = router.find(Method::get, "/carts/7/lines/9");
  CHECK(found.values[0] == "7");
  CHECK(found.values[1] == "9");
}

TEST_CASE("a pattern that is taken or makes no sense is a bug at start") {
  auto router = shop();
  CHECK_THROWS_AS(router.add(Method::get, "/catalog/products/{slug}", 9), std::logic_error);
  CHECK_THROWS_AS(router.add(Method::get, "catalog", 9), std::logic_error);
  CHECK_THROWS_AS(router.add(Method::get, "/a/{rest*}/b", 9), std::logic_error);
}

}  // namespace
}  // namespace kontor::http
