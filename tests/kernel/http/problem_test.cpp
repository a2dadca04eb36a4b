#include "kernel/http/problem.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/response.hpp"

namespace kontor::http {
namespace {

TEST_CASE("a problem says what happened, in every mistake, and under which request") {
  const auto answer =
      problem(invalid({{"/email", "format", "must be an e-mail \"address\""}, {"/age", "range", "x"}}), "r1");
  CHECK(answer.status == 422);
  CHECK(answer.header("Content-Type") == "application/problem+json");
  CHECK(answer.body ==
        R"({"type":"about:blank","title":"Unprocessable Content","status":422,"code":"validation_failed",)"
        R"("detail":"The request has values that cannot be accepted.","errors":[)"
        R"({"pointer":"/email","code":"format","detail":"must be an e-mail \"address\""},)"
        R"({"pointer":"/age","code":"range","detail":"x"}],"request_id":"r1"})");
}

TEST_CASE("only what may be tried again says when") {
  CHECK(problem(unavailable("down"), "").header("Retry-After") == "1");
  CHECK(problem({ErrorKind::rejected, "rate_limited", ""}, "").header("Retry-After") == "1");
  CHECK(problem(not_found("cart"), "").header("Retry-After").empty());
  CHECK(problem({ErrorKind::internal, "internal", ""}, "").header("Retry-After").empty());
}

TEST_CASE("who is not signed in is told how") {
  CHECK(problem({ErrorKind::unauthenticated, "unauthenticated", ""}, "").header("WWW-Authenticate") == "Bearer");
}

TEST_CASE("a header value cannot start a line of its own") {
  Response response;
  response.set("Location", "/a\r\nSet-Cookie: x=1");
  CHECK(response.header("location") == "/a  Set-Cookie: x=1");
}

}  // namespace
}  // namespace kontor::http
