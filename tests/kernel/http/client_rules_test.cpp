#include "kernel/http/client/rules.hpp"

#include <catch2/catch.hpp>

using namespace kontor::http;

namespace {

ClientRequest request(Method method, HeaderList headers = {}) {
  return {.method = method, .url = "https://shop.example/v1/a?x=1", .headers = std::move(headers), .body = "{}"};
}

std::string read_back(std::string_view text) {
  const auto url = Url::parse(text);
  return url ? url->origin.str() + url->target : "";
}

}  // namespace

TEST_CASE("an address is read to its parts, or refused") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"http://example.com", "http://example.com:80/"},
      {"HTTPS://Example.COM/A?b=c#d", "https://example.com:443/A?b=c"},
      {"http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"},
      {"http://[::1]:8080/x", "http://[::1]:8080/x"},
      {"http://example.com?x=1", "http://example.com:80/?x=1"},
      {"ftp://example.com/", ""},
      {"example.com/", ""},
      {"http://", ""},
      {"http:///x", ""},
      {"http://user:secret@example.com/", ""},
      {"http://example.com:0/", ""},
      {"http://example.com:65536/", ""},
      {"http://example.com:+80/", ""},
      {"http://example.com:/", ""},
      {"http://[::1/", ""},
      {"http://[::1]x/", ""},
      {"http://exa mple.com/", ""},
      {"http://example.com/a b", ""},
      {"http://example.com/a\r\nX: y", ""},
      {"http://example.com/\xC3\xA4", ""},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(read_back(text) == expected);
  }
}

TEST_CASE("a path is joined to a base with exactly one slash") {
  CHECK(join_url("https://a.example/v1", "/charges") == "https://a.example/v1/charges");
  CHECK(join_url("https://a.example/v1/", "/charges") == "https://a.example/v1/charges");
  CHECK(join_url("https://a.example/v1", "charges") == "https://a.example/v1/charges");
  CHECK(join_url("https://a.example/v1/", "") == "https://a.example/v1");
}

TEST_CASE("a location is read from where it was found") {
  const auto base = Url::parse("https://a.example/v1/b/c?x=1");
  REQUIRE(base);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"https://b.example/d", "https://b.example:443/d"},
      {"//b.example/d", "https://b.example:443/d"},
      {"/d?y=2", "https://a.example:443/d?y=2"},
      {"d", "https://a.example:443/v1/b/d"},
      {"?y=2", "https://a.example:443/v1/b/c?y=2"},
      {"/to?u=http://b.example", "https://a.example:443/to?u=http://b.example"},
      {"ftp://b.example/", ""},
      {"/a b", ""},
  };
  for (const auto& [reference, expected] : cases) {
    INFO(reference);
    const auto url = base->resolve(reference);
    CHECK((url ? url->origin.str() + url->target : "") == expected);
  }
}

TEST_CASE("what may be repeated is idempotent by its method or by its key") {
  for (const Method method : {Method::get, Method::head, Method::options, Method::put, Method::del}) {
    CHECK(may_repeat(request(method)));
  }
  for (const Method method : {Method::post, Method::patch}) {
    CHECK_FALSE(may_repeat(request(method)));
    CHECK(may_repeat(request(method, {{"idempotency-key", "k"}})));
  }
}

TEST_CASE("a request is framed by the client alone") {
  const auto url = Url::parse("https://shop.example/v1/a?x=1");
  REQUIRE(url);
  CHECK(request_head(request(Method::post, {{"X-A", "1"}}), *url) ==
        "POST /v1/a?x=1 HTTP/1.1\r\nHost: shop.example\r\nX-A: 1\r\nUser-Agent: kontor\r\nContent-Length: 2\r\n\r\n");
  CHECK(request_head({.method = Method::post, .url = "", .headers = {{"User-Agent", "test"}}}, *url) ==
        "POST /v1/a?x=1 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: test\r\nContent-Length: 0\r\n\r\n");
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"X-A", "1\r\nX-B: 2"},
      {"X-A", "1\n"},
      {"X-A", std::string("\0", 1)},
      {"X A", "1"},
      {"", "1"},
      {"X-A:", "1"},
      {"Host", "evil.example"},
      {"content-length", "0"},
      {"Connection", "close"},
      {"Transfer-Encoding", "chunked"},
      {"Expect", "100-continue"},
  };
  for (const auto& [name, value] : refused) {
    INFO(name << ": " << value);
    CHECK_FALSE(request_head(request(Method::get, {{name, value}}), *url));
  }
}

TEST_CASE("a redirect is followed only where nothing can go wrong by it") {
  struct Case {
    Method method;
    int status;
    std::string location;
    std::string expected;  // method and address
  };
  const std::vector<Case> cases = {
      {Method::get, 301, "/b", "GET https://shop.example:443/b"},
      {Method::get, 302, "https://other.example/b", "GET https://other.example:443/b"},
      {Method::get, 307, "/b", "GET https://shop.example:443/b"},
      {Method::head, 303, "/b", "HEAD https://shop.example:443/b"},
      {Method::post, 303, "/b", "GET https://shop.example:443/b"},
      {Method::put, 308, "/b", "PUT https://shop.example:443/b"},
      {Method::post, 301, "/b", ""},
      {Method::post, 302, "/b", ""},
      {Method::put, 302, "/b", ""},
      {Method::post, 307, "/b", ""},
      {Method::post, 308, "/b", ""},
      {Method::get, 302, "http://shop.example/b", ""},
      {Method::get, 302, "", ""},
      {Method::get, 302, "javascript:alert(1)//", "GET https://shop.example:443/v1/javascript:alert(1)//"},
      {Method::get, 300, "/b", ""},
      {Method::get, 304, "/b", ""},
      {Method::get, 200, "/b", ""},
  };
  const auto url = Url::parse("https://shop.example/v1/a?x=1");
  REQUIRE(url);
  for (const auto& [method, status, location, expected] : cases) {
    INFO(to_string(method) << " " << status << " to '" << location << "'");
    const auto follow = redirected(request(method), *url, {.status = status, .headers = {{"location", location}}});
    CHECK((follow ? std::string(to_string(follow->method)) + ' ' + follow->url : "") == expected);
  }
}

TEST_CASE("another host gets neither credentials nor, after 303, the body") {
  const auto url = Url::parse("https://shop.example/v1/a");
  REQUIRE(url);
  const HeaderList headers = {{"authorization", "Bearer x"}, {"Cookie", "s=1"}, {"Content-Type", "a/b"}, {"X-A", "1"}};
  const auto there =
      redirected(request(Method::put, headers), *url, {308, {{"Location", "https://shop.example:444/"}}});
  REQUIRE(there);
  CHECK(there->headers == HeaderList{{"Content-Type", "a/b"}, {"X-A", "1"}});
  CHECK(there->body == "{}");
  const auto here = redirected(request(Method::post, headers), *url, {303, {{"Location", "/b"}}});
  REQUIRE(here);
  CHECK(here->headers == HeaderList{{"authorization", "Bearer x"}, {"Cookie", "s=1"}, {"X-A", "1"}});
  CHECK(here->body.empty());
}

TEST_CASE("only what failed before a byte was sent cannot have run") {
  for (const auto* code : {"connect_failed", "tls_failed", "invalid_request"}) {
    CHECK_FALSE(may_have_run({kontor::ErrorKind::unavailable, code, ""}));
  }
  for (const auto* code :
       {"timed_out", "connection_lost", "malformed_response", "response_too_large", "too_many_redirects"}) {
    CHECK(may_have_run({kontor::ErrorKind::unavailable, code, ""}));
  }
}
