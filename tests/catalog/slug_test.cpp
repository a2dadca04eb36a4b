#include "modules/catalog/domain/slug.hpp"

#include <catch2/catch.hpp>

using namespace kontor::catalog;

TEST_CASE("a slug is made from any name") {
  const std::pair<std::string, std::string> table[] = {
      {"Nordic Linen Shirt", "nordic-linen-shirt"},
      {"Über-Shirt, blau", "ueber-shirt-blau"},
      {"  --Tea & Coffee--  ", "tea-coffee"},
      {"Crème brûlée 2.0", "creme-brulee-2-0"},
      {"Straße", "strasse"},
      {"日本", ""},
      {"", ""},
  };
  for (const auto& [name, slug] : table) {
    CAPTURE(name);
    CHECK(slug_from(name) == slug);
  }
}

TEST_CASE("a slug made from a name is a slug, however long the name") {
  const std::string long_name(1000, 'x');
  CHECK(slug_from(long_name).size() <= kMaxSlugLength);
  CHECK(is_slug(slug_from(long_name + " y")));
  CHECK(is_slug(slug_from("ß" + std::string(kMaxSlugLength, 'a') + " z")));
}

TEST_CASE("what is no slug is recognised") {
  for (const auto* text : {"", "-a", "a-", "a--b", "A", "a_b", "ä", "a b", "a/b", "product_01"}) {
    CAPTURE(text);
    CHECK_FALSE(is_slug(text));
  }
  CHECK(is_slug("a"));
  CHECK(is_slug("2-in-1"));
  CHECK(is_slug(std::string(kMaxSlugLength, 'a')));
  CHECK_FALSE(is_slug(std::string(kMaxSlugLength + 1, 'a')));
}
