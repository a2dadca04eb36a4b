#include "kernel/http/version_tag.hpp"

#include <catch2/catch.hpp>

namespace kontor::http {
namespace {

Request matching(std::string_view tags) {
  Request request;
  if (!tags.empty()) request.headers.emplace_back("if-match", tags);
  return request;
}

TEST_CASE("a change goes through when its sender saw the present version, in whatever encoding") {
  for (const auto* tags : {"\"3\"", "\"2\", \"3\"", "*", "\"3-gz\"", "\"3-br\"", "W/\"3\""}) {
    CAPTURE(tags);
    CHECK(check_if_match(matching(tags), 3, IfMatch::required));
  }
}

TEST_CASE("a change of another version is refused with 412") {
  for (const auto* tags : {"\"2\"", "\"33\"", "3", "\"\"", "\"2\", \"4\""}) {
    CAPTURE(tags);
    const auto verdict = check_if_match(matching(tags), 3);
    REQUIRE_FALSE(verdict);
    CHECK(http_status(verdict.error()) == 412);
    CHECK(verdict.error().code == "version_conflict");
  }
}

TEST_CASE("whether a version has to be named is the endpoint's to say") {
  CHECK(check_if_match(matching(""), 3));
  const auto verdict = check_if_match(matching(""), 3, IfMatch::required);
  REQUIRE_FALSE(verdict);
  CHECK(http_status(verdict.error()) == 428);
}

}  // namespace
}  // namespace kontor::http
