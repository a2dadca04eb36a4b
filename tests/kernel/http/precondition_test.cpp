#include "kernel/http/precondition.hpp"

#include <catch2/catch.hpp>

using namespace kontor;
using http::IfMatch;

namespace {

Result<void> check(std::string_view if_match, IfMatch use = IfMatch::required) {
  http::Request request;
  if (!if_match.empty()) request.headers.emplace_back("if-match", if_match);
  return http::check_if_match(request, 7, use);
}

}  // namespace

TEST_CASE("a change that names the present version is let through, however the tag was delivered") {
  for (const auto* tag : {R"("7")", R"(W/"7")", R"("7-gz")", R"("6", "7")", "*"}) {
    INFO(tag);
    CHECK(check(tag));
  }
}

TEST_CASE("a change of another version is refused with 412") {
  for (const auto* tag : {R"("6")", R"("77")", "7", R"("")"}) {
    INFO(tag);
    const auto verdict = check(tag, IfMatch::optional);
    REQUIRE_FALSE(verdict);
    CHECK(http_status(verdict.error()) == 412);
  }
}

TEST_CASE("a change without a version is refused with 428 where one is required") {
  const auto verdict = check("");
  REQUIRE_FALSE(verdict);
  CHECK(http_status(verdict.error()) == 428);
  CHECK(check("", IfMatch::optional));
}
