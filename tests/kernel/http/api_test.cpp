#include "kernel/http/api.hpp"

#include <brotli/decode.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>

#include "kernel/http/api_fixture.hpp"

namespace kontor::http {
namespace {

using auth::Access;
constexpr auth::Permission kWriteNotes{"notes.write", "Write notes"};

struct Note {
  std::string text;
};
KONTOR_DESCRIBE(Note, text)

struct ShopDown : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Error translated(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const ShopDown&) {
    return unavailable("The shop is closed for a moment.");
  } catch (...) {
    return {ErrorKind::internal, "internal", "Something went wrong."};
  }
}

struct ShopFixture : test::ApiFixture {
  std::string seen_caller;

  ShopFixture() {
    translate = translated;
    endpoints.push_back(
        http::get("/note").access(Access::anyone()).answers<Note>().handle([](const auto&) -> Result<Note> {
          return Note{std::string(3000, 'n')};
        }));
    endpoints.push_back(http::post("/note")
                            .access(Access::anyone())
                            .body<Note>()
                            .answers<Note>(201)
                            .handle([](const auto& call) -> Result<Note> { return call.body; }));
    endpoints.push_back(
        http::get("/versioned").access(Access::anyone()).answers<Note>().handle([](const auto&) -> Result<Reply<Note>> {
          return Reply<Note>{{"v"}, 0, {{"ETag", "\"7\""}}};
        }));
    endpoints.push_back(http::get("/mine").access(Access::signed_in()).handle([this](const auto& call) -> Result<void> {
      seen_caller = call.caller.subject();
      return {};
    }));
    endpoints.push_back(
        http::del("/note").access(Access::permission(kWriteNotes)).handle([](const auto&) -> Result<void> {
          return {};
        }));
    endpoints.push_back(http::post("/login")
                            .access(Access::anyone())
                            .lane(Lane::heavy)
                            .answers<Note>()
                            .handle([](const auto&) -> Result<Note> { return rate_limited("Too many tries.", 17); }));
    endpoints.push_back(http::get("/bug").access(Access::anyone()).handle([](const auto&) -> Result<void> {
      throw std::logic_error("secret detail");
    }));
    endpoints.push_back(http::get("/down").access(Access::anyone()).handle([](const auto&) -> Result<void> {
      throw ShopDown("secret address");
    }));
    endpoints.push_back(
        http::get("/odd").access(Access::anyone()).from_memory().handle([](const auto&) -> Result<void> { throw 42; }));
  }
};

TEST_CASE_METHOD(ShopFixture, "nothing there is 404, another method 405 with what is allowed, a broken path 400") {
  CHECK(get("/api/v1/nothing").status() == 404);
  CHECK(get("/note").status() == 404);
  CHECK(get("/api/v1/../etc/passwd").status() == 400);
  const auto other = send({.method = "PUT", .target = "/api/v1/note"});
  CHECK(other.status() == 405);
  CHECK(other.header("Allow") == "GET, HEAD, POST, DELETE, OPTIONS");
  CHECK(send({.method = "BREW", .target = "/api/v1/note"}).status() == 405);
}

TEST_CASE_METHOD(ShopFixture, "what needs no handler is answered on the I/O thread") {
  CHECK(get("/api/v1/nothing").on_io_thread);
  CHECK(get("/api/v1/mine").on_io_thread);
  CHECK_FALSE(get("/api/v1/note").on_io_thread);
}

TEST_CASE_METHOD(ShopFixture,
                 "a protected endpoint answers 401 to nobody, 403 to the wrong one, and serves the right one") {
  CHECK(get("/api/v1/mine").status() == 401);
  CHECK(get("/api/v1/mine", {{"Authorization", "Basic eA=="}}).status() == 401);
  CHECK(get("/api/v1/mine", {{"Authorization", "Bearer ann"}}).status() == 204);
  CHECK(seen_caller == "ann");
  const auto sent = [this](const char* token) {
    return send({.method = "DELETE", .target = "/api/v1/note", .headers = {{"Authorization", token}}}).status();
  };
  CHECK(sent("Bearer ann:orders.read") == 403);
  CHECK(sent("Bearer ann:notes.write") == 204);
}

TEST_CASE_METHOD(ShopFixture, "a token that is not good is called so, no token is only asked for one") {
  const auto told = [this](const char* authorization) {
    const auto answer = get("/api/v1/mine", {{"Authorization", authorization}});
    CHECK(answer.status() == 401);
    return answer.header("WWW-Authenticate");
  };
  CHECK(get("/api/v1/mine").header("WWW-Authenticate") == "Bearer");
  CHECK(told("Basic eA==") == "Bearer");
  CHECK(told("Bearer expired") == R"(Bearer error="invalid_token")");
  CHECK(get("/api/v1/note", {{"Authorization", "Bearer expired"}}).status() == 401);
}

TEST_CASE_METHOD(ShopFixture, "the handler of a heavy endpoint is for a heavy worker, what stands before it is not") {
  const auto served = send({.method = "POST", .target = "/api/v1/login"});
  CHECK(served.status() == 429);
  CHECK(served.header("Retry-After") == "17");
  CHECK_FALSE(served.on_io_thread);
  CHECK(served.lane == Lane::heavy);
  CHECK(get("/api/v1/note").lane == Lane::standard);
  const auto refused = send({.method = "POST", .target = "/api/v1/login", .headers = {{"Accept", "text/html"}}});
  CHECK(refused.on_io_thread);
  CHECK(refused.lane == Lane::standard);
}

TEST_CASE_METHOD(ShopFixture, "who may not call an endpoint does not learn what it thinks of the input") {
  CHECK(send({.method = "DELETE", .target = "/api/v1/note?x=1"}).status() == 401);
}

TEST_CASE_METHOD(ShopFixture, "a sane correlation id is echoed, any other replaced") {
  const auto echoed = get("/api/v1/nothing", {{"X-Correlation-Id", "shop-42.a:b_c"}});
  CHECK(echoed.header("X-Correlation-Id") == "shop-42.a:b_c");
  CHECK_THAT(echoed.body(), Catch::Contains(R"("request_id":"shop-42.a:b_c")"));
  for (const std::string offered : {"", "a b", "a\"b", "<script>", "ü"}) {
    const auto made = get("/api/v1/nothing", {{"X-Correlation-Id", offered}}).header("X-Correlation-Id");
    INFO(offered);
    CHECK(made.size() == 13);
    CHECK(made != offered);
  }
  CHECK(get("/", {{"X-Correlation-Id", std::string(65, 'a')}}).header("X-Correlation-Id").size() == 13);
  CHECK(get("/").request_id != get("/").request_id);
}

TEST_CASE_METHOD(ShopFixture, "a trace goes on with a span of its own") {
  const std::string incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto outgoing = get("/api/v1/note", {{"traceparent", incoming}}).header("Traceparent");
  INFO(outgoing);
  CHECK(outgoing.substr(0, 36) == incoming.substr(0, 36));
  CHECK(outgoing.substr(36, 16) != incoming.substr(36, 16));
  CHECK(outgoing.ends_with("-01"));
  CHECK(get("/api/v1/note", {{"traceparent", "nonsense"}}).header("Traceparent").size() == 55);
}

TEST_CASE_METHOD(ShopFixture, "an exception is a 500 without details, lost infrastructure a 503 to be tried again") {
  const auto bug = get("/api/v1/bug");
  CHECK(bug.status() == 500);
  CHECK_THAT(bug.body(), Catch::Contains(R"("code":"internal")") && !Catch::Contains("secret"));
  const auto down = get("/api/v1/down");
  CHECK(down.status() == 503);
  CHECK(down.header("Retry-After") == "1");
  CHECK_THAT(down.body(), Catch::Contains(R"("code":"unavailable")") && !Catch::Contains("secret"));
  CHECK(get("/api/v1/odd").status() == 500);
}

TEST_CASE_METHOD(ShopFixture, "a full pool is 503 with all the headers of an answer") {
  const auto answer = send_to_a_full_pool({.target = "/api/v1/note"});
  CHECK(answer.status() == 503);
  CHECK(answer.header("Retry-After") == "1");
  CHECK(answer.header("X-Correlation-Id") == answer.request_id);
  CHECK(answer.header("X-Content-Type-Options") == "nosniff");
}

TEST_CASE_METHOD(ShopFixture, "a request that never became one is refused as a problem") {
  Exchange exchange;
  api().refuse(exchange, Error{ErrorKind::invalid, "bad_request", "Two Host fields."});
  CHECK(exchange.response.status == 400);
  CHECK(exchange.response.header("Content-Type") == "application/problem+json");
  api().finished(exchange, 100);
  CHECK(metrics.gauge("kontor_http_in_flight", "Requests that are being answered").value() == 0);
}

TEST_CASE_METHOD(ShopFixture, "a request that waited past its deadline is not run any more") {
  Exchange exchange;
  exchange.request.method = Method::get;
  exchange.request.target = exchange.request.path = "/api/v1/bug";
  exchange.deadline = Deadline::at({});
  REQUIRE_FALSE(api().begin(exchange));
  api().work(exchange);
  CHECK(exchange.response.status == 503);
}

TEST_CASE_METHOD(ShopFixture, "an answer nobody can read is 406") {
  CHECK(get("/api/v1/note", {{"Accept", "text/html"}}).status() == 406);
  CHECK(get("/api/v1/note", {{"Accept", "text/html, */*;q=0.1"}}).status() == 200);
}

TEST_CASE_METHOD(ShopFixture, "every answer is guarded, and kept nowhere unless an endpoint allows it") {
  for (const char* target : {"/api/v1/note", "/api/v1/nothing", "/api/v1/mine", "/api/v1/bug"}) {
    const auto answer = get(target);
    INFO(target);
    CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    CHECK(answer.header("X-Frame-Options") == "DENY");
    CHECK(answer.header("Referrer-Policy") == "no-referrer");
    CHECK(answer.header("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(answer.header("Strict-Transport-Security").empty());
  }
  CHECK(send({.target = "/api/v1/note", .secure = true}).header("Strict-Transport-Security") == "max-age=31536000");
}

TEST_CASE_METHOD(ShopFixture, "a large answer is compressed for who can read it, a small one is not") {
  const auto large = get("/api/v1/note", {{"Accept-Encoding", "gzip, br"}});
  CHECK(large.header("Content-Encoding") == "br");
  CHECK(large.header("Vary") == "Accept-Encoding");
  CHECK(large.body().size() < 200);
  std::string plain(5000, '\0');
  std::size_t size = plain.size();
  const auto packed = large.body();
  REQUIRE(BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()), &size,
                                  reinterpret_cast<std::uint8_t*>(plain.data())) == BROTLI_DECODER_RESULT_SUCCESS);
  CHECK(plain.substr(0, size) == get("/api/v1/note").body());

  CHECK(get("/api/v1/note", {{"Accept-Encoding", "gzip"}}).header("Content-Encoding") == "gzip");
  CHECK(get("/api/v1/note").header("Content-Encoding").empty());
  CHECK(get("/api/v1/note").header("Vary") == "Accept-Encoding");
  CHECK(get("/api/v1/versioned", {{"Accept-Encoding", "br"}}).header("Content-Encoding").empty());
}

TEST_CASE_METHOD(ShopFixture, "an unchanged answer is 304, also under the tag of a version") {
  const auto tag = get("/api/v1/note").header("ETag");
  REQUIRE(tag.size() == 34);
  CHECK(get("/api/v1/note", {{"If-None-Match", "W/" + tag}}).status() == 304);
  CHECK(get("/api/v1/note", {{"If-None-Match", "\"other\""}}).status() == 200);
  const auto versioned = get("/api/v1/versioned", {{"If-None-Match", "\"7\""}});
  CHECK(versioned.status() == 304);
  CHECK(versioned.header("ETag") == "\"7\"");
  CHECK(versioned.body().empty());
}

TEST_CASE_METHOD(ShopFixture, "HEAD has the headers of GET") {
  const auto head = send({.method = "HEAD", .target = "/api/v1/note"});
  CHECK(head.status() == 200);
  CHECK(head.header("ETag") == get("/api/v1/note").header("ETag"));
}

TEST_CASE_METHOD(ShopFixture, "OPTIONS says what a path allows") {
  const auto answer = send({.method = "OPTIONS", .target = "/api/v1/mine"});
  CHECK(answer.status() == 204);
  CHECK(answer.header("Allow") == "GET, HEAD, OPTIONS");
  CHECK(answer.header("Access-Control-Allow-Methods").empty());
}

TEST_CASE_METHOD(ShopFixture, "pages of a listed origin may call, others may not") {
  http.cors_origins = {"https://shop.example"};
  const auto allowed = get("/api/v1/note", {{"Origin", "https://shop.example"}});
  CHECK(allowed.header("Access-Control-Allow-Origin") == "https://shop.example");
  CHECK(allowed.header("Access-Control-Allow-Credentials") == "true");
  CHECK_THAT(allowed.header("Access-Control-Expose-Headers"), Catch::Contains("ETag"));
  CHECK(allowed.header("Vary") == "Accept-Encoding");
  CHECK_THAT(allowed.response.head, Catch::Contains("Vary: Origin\r\n"));
  for (const char* origin : {"https://shop.example.evil.test", "http://shop.example", "null"}) {
    CHECK(get("/api/v1/note", {{"Origin", origin}}).header("Access-Control-Allow-Origin").empty());
  }
  const auto preflight =
      send({.method = "OPTIONS",
            .target = "/api/v1/note",
            .headers = {{"Origin", "https://shop.example"}, {"Access-Control-Request-Method", "POST"}}});
  CHECK(preflight.status() == 204);
  CHECK(preflight.header("Access-Control-Allow-Methods") == "GET, HEAD, POST, DELETE, OPTIONS");
  CHECK_THAT(preflight.header("Access-Control-Allow-Headers"), Catch::Contains("Idempotency-Key"));
}

TEST_CASE_METHOD(ShopFixture, "any origin may call without credentials when all are allowed") {
  http.cors_origins = {"*"};
  const auto answer = get("/api/v1/note", {{"Origin", "https://anywhere.example"}});
  CHECK(answer.header("Access-Control-Allow-Origin") == "*");
  CHECK(answer.header("Access-Control-Allow-Credentials").empty());
}

TEST_CASE_METHOD(ShopFixture, "an origin that is none stops the start and is named") {
  http.cors_origins = {"https://shop.example/path"};
  CHECK_THROWS_WITH(api(), Catch::Contains("https://shop.example/path"));
}

TEST_CASE_METHOD(ShopFixture, "a public address that is none stops the start and is named") {
  http.public_url = "shop.example";
  CHECK_THROWS_WITH(api(), Catch::Contains("'shop.example'"));
}

TEST_CASE_METHOD(ShopFixture, "requests are counted by pattern, never by path") {
  (void)get("/api/v1/note");
  (void)get("/api/v1/note");
  (void)get("/api/v1/wp-admin/setup.php");
  const auto page = metrics.render();
  INFO(page);
  CHECK_THAT(page, Catch::Contains(R"(kontor_http_requests_total{method="GET",route="/api/v1/note",status="200"} 2)"));
  CHECK_THAT(page, Catch::Contains(R"(route="none",status="404"} 1)"));
  CHECK_THAT(page, !Catch::Contains("wp-admin"));
  CHECK_THAT(page, Catch::Contains("kontor_http_in_flight 0"));
}

TEST_CASE_METHOD(ShopFixture, "behind a trusted proxy the real client is known") {
  http.trusted_proxies = {"192.0.2.0/24"};
  CHECK(get("/", {{"X-Forwarded-For", "198.51.100.3"}}).client_address == "198.51.100.3");
  CHECK(send({.headers = {{"X-Forwarded-For", "198.51.100.3"}}, .peer = "203.0.113.1"}).client_address ==
        "203.0.113.1");
}

TEST_CASE_METHOD(ShopFixture, "requests of several threads do not disturb one another") {
  limits.requests_per_minute = 1000000;
  (void)api();
  std::atomic<int> wrong{0};
  const auto customer = [&](std::string token) {
    for (int i = 0; i < 300; ++i) {
      if (get("/api/v1/note", {{"Accept-Encoding", "gzip"}}).status() != 200) ++wrong;
      if (get("/api/v1/bug").status() != 500) ++wrong;
      if (post("/api/v1/note", "{}").status() != 422) ++wrong;
      if (get("/api/v1/nothing", {{"X-Correlation-Id", token}}).request_id != token) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (const char* token : {"ann", "bob", "cyd", "dan"}) threads.emplace_back(customer, token);
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK_THAT(metrics.render(), Catch::Contains(R"(route="/api/v1/bug",status="500"} 1200)"));
}

}  // namespace
}  // namespace kontor::http
