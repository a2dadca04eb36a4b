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

TEST_CASE("who knows when it may be tried again says so") {
  CHECK(problem(unavailable("busy", 7), "").header("Retry-After") == "7");
  CHECK(problem(rate_limited("too many", 30), "").header("Retry-After") == "30");
  CHECK(problem(rate_limited("too many", 30), "").status == 429);
  Error locked{ErrorKind::forbidden, "account_locked", "Too many tries."};
  locked.retry_after_seconds = 900;
  CHECK(problem(locked, "").header("Retry-After") == "900");
}

struct MissingStock {
  std::string variant_id;
  int requested = 0;
  int available = 0;
};
KONTOR_DESCRIBE(MissingStock, variant_id, requested, available)

struct Shortages {
  std::vector<MissingStock> lines;
};
KONTOR_DESCRIBE(Shortages, lines)

TEST_CASE("a problem may have members of its own") {
  const auto error = with_members(conflict("insufficient_stock", "There is not enough."), Shortages{{{"v\"1", 3, 2}}});
  CHECK(problem(error, "r1").body ==
        R"({"type":"about:blank","title":"Conflict","status":409,"code":"insufficient_stock",)"
        R"("detail":"There is not enough.","errors":[],"request_id":"r1",)"
        R"("lines":[{"variant_id":"v\"1","requested":3,"available":2}]})");
  auto bare = not_found("cart");
  bare.members = "{}";
  CHECK(problem(bare, "r1").body == problem(not_found("cart"), "r1").body);
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
