#include "kernel/core/result.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <memory>

namespace kontor {
namespace {

struct Death {
  bool by_abort = false;
  std::string said;
};

// Runs `deed` in a child process and tells how that ended.
Death death_of(const std::function<void()>& deed) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    deed();
    ::_exit(0);
  }
  ::close(ends[1]);
  Death death;
  char buffer[512];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) death.said.append(buffer, static_cast<size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  death.by_abort = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  return death;
}

TEST_CASE("a result holds a value or an error") {
  const Result<int> good = 7;
  REQUIRE(good.ok());
  CHECK(*good == 7);

  const Result<int> bad = not_found("product");
  REQUIRE_FALSE(bad);
  CHECK(bad.error() == Error{ErrorKind::not_found, "not_found", "There is no such product."});

  CHECK(Result<void>().ok());
  CHECK(Result<void>(conflict("sku_taken", "x")).error().code == "sku_taken");
}

TEST_CASE("a result hands out what can only be moved") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> owned = *std::move(result);
  CHECK(*owned == 7);
}

TEST_CASE("a failed result is not taken for a value of another one") {
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Result<bool>, Result<int>>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Result<std::vector<int>>, int>);
  STATIC_REQUIRE(std::is_constructible_v<Result<std::string>, const char*>);
  STATIC_REQUIRE(std::is_constructible_v<Result<std::optional<int>>, int>);
}

TEST_CASE("reading the side that is not there ends the process and says where") {
  const auto value_of_failed = death_of([] { (void)Result<int>(unavailable("down")).value(); });
  CHECK(value_of_failed.by_abort);
  CHECK_THAT(value_of_failed.said, Catch::Contains("value() of a failed Result"));
  CHECK_THAT(value_of_failed.said, Catch::Contains("result.hpp:"));

  const auto error_of_good = death_of([] { (void)Result<void>().error(); });
  CHECK(error_of_good.by_abort);
  CHECK_THAT(error_of_good.said, Catch::Contains("error() of a good Result"));
}

TEST_CASE("a kind of error has a name, a status and a word on retrying") {
  const auto [kind, name, status, retry] = GENERATE(table<ErrorKind, std::string, int, bool>({
      {ErrorKind::invalid, "invalid", 422, false},
      {ErrorKind::not_found, "not_found", 404, false},
      {ErrorKind::conflict, "conflict", 409, false},
      {ErrorKind::rejected, "rejected", 422, false},
      {ErrorKind::unauthenticated, "unauthenticated", 401, false},
      {ErrorKind::forbidden, "forbidden", 403, false},
      {ErrorKind::unavailable, "unavailable", 503, true},
      {ErrorKind::internal, "internal", 500, false},
  }));
  CAPTURE(name);
  CHECK(to_string(kind) == name);
  CHECK(http_status({kind, "some_code", ""}) == status);
  CHECK(may_retry(kind) == retry);
}

TEST_CASE("some codes have a status of their own") {
  const auto [code, status] = GENERATE(table<std::string, int>({
      {"payment_declined", 402},
      {"version_conflict", 412},
      {"precondition_failed", 412},
      {"rate_limited", 429},
      {"idempotency_key_missing", 400},
      {"idempotency_key_reused", 422},
      {"malformed_json", 400},
      {"bad_request", 400},
      {"method_not_allowed", 405},
      {"not_acceptable", 406},
      {"request_timeout", 408},
      {"payload_too_large", 413},
      {"uri_too_long", 414},
      {"unsupported_media_type", 415},
      {"expectation_failed", 417},
      {"headers_too_large", 431},
      {"not_implemented", 501},
  }));
  CAPTURE(code);
  CHECK(http_status({ErrorKind::conflict, code, ""}) == status);
}

TEST_CASE("the errors everybody makes carry the codes clients know") {
  const auto error = invalid({{"/quantity", "too_small", "must be at least 1"}});
  CHECK(error.code == "validation_failed");
  CHECK(http_status(error) == 422);
  REQUIRE(error.fields.size() == 1);
  CHECK(error.fields.front().pointer == "/quantity");

  CHECK(http_status(unavailable("The database does not answer.")) == 503);
  CHECK(unavailable("x").code == "unavailable");
  CHECK(http_status(conflict("cart_changed", "x")) == 409);
}

}  // namespace
}  // namespace kontor
