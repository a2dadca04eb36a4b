#include "kernel/http/endpoint.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "kernel/http/api_fixture.hpp"
#include "kernel/http/openapi.hpp"
#include "kernel/http/page.hpp"
#include "kernel/http/websocket.hpp"

namespace kontor::http {
namespace {

struct ShelfPath {
  int shelf = 0;
};
KONTOR_DESCRIBE(ShelfPath, shelf)

struct ShelfQuery {
  int limit = 20;
  std::optional<std::string> cursor;
  std::vector<std::string> tags;

  static void rules(json::Rules<ShelfQuery>& rule) {
    page_rules(rule);
    rule(&ShelfQuery::tags).optional();
  }
};
KONTOR_DESCRIBE(ShelfQuery, limit, cursor, tags)

struct NewBook {
  std::string title;
  int pages = 0;

  static void rules(json::Rules<NewBook>& rule) {
    rule(&NewBook::title).length(1, 40);
    rule(&NewBook::pages).range(1, 5000);
  }
};
KONTOR_DESCRIBE(NewBook, title, pages)

struct BookView {
  int shelf = 0;
  std::string title;
};
KONTOR_DESCRIBE(BookView, shelf, title)

struct KeyView {
  std::string scope;
  std::string key;
};
KONTOR_DESCRIBE(KeyView, scope, key)

using test::ApiFixture;

std::vector<Endpoint> library() {
  return {
      get("/shelves/{shelf}/books")
          .access(auth::Access::anyone())
          .path<ShelfPath>()
          .query<ShelfQuery>()
          .answers<Page<BookView>>()
          .handle([](const auto& call) -> Result<Page<BookView>> {
            Page<BookView> page{{}, {.limit = call.query.limit}};
            for (const auto& tag : call.query.tags) page.data.push_back({call.path.shelf, tag});
            return page;
          }),
      post("/shelves/{shelf}/books")
          .access(auth::Access::anyone())
          .path<ShelfPath>()
          .query<ShelfQuery>()
          .body<NewBook>()
          .answers<BookView>(201)
          .fails({{ErrorKind::conflict, "shelf_full"}})
          .handle([](const auto& call) -> Result<Reply<BookView>> {
            if (call.path.shelf == 13) return conflict("shelf_full", "This shelf is full.");
            return Reply<BookView>{{call.path.shelf, call.body.title}, 0, {{"Location", "/shelves/1/books/1"}}};
          }),
      del("/shelves/{shelf}").access(auth::Access::anyone()).path<ShelfPath>().handle([](const auto&) -> Result<void> {
        return {};
      }),
  };
}

struct LibraryFixture : ApiFixture {
  LibraryFixture() { endpoints = library(); }
};

TEST_CASE_METHOD(LibraryFixture, "path and query reach the handler as typed values") {
  const auto answer = get("/api/v1/shelves/4/books?limit=5&tags=a%20b&tags=c+d");
  CHECK(answer.status() == 200);
  CHECK(answer.header("Content-Type") == "application/json");
  CHECK(answer.body() == R"({"data":[{"shelf":4,"title":"a b"},{"shelf":4,"title":"c d"}],)"
                         R"("page":{"limit":5,"next_cursor":null,"has_more":false}})");
}

TEST_CASE_METHOD(LibraryFixture, "a reply carries the declared status and its own headers") {
  const auto answer = post("/api/v1/shelves/4/books", R"({"title":"Kontor","pages":300})");
  CHECK(answer.status() == 201);
  CHECK(answer.header("Location") == "/shelves/1/books/1");
  CHECK(answer.body() == R"({"shelf":4,"title":"Kontor"})");
}

TEST_CASE_METHOD(LibraryFixture, "nothing to say is 204 without a body") {
  const auto answer = send({.method = "DELETE", .target = "/api/v1/shelves/4"});
  CHECK(answer.status() == 204);
  CHECK(answer.body().empty());
}

TEST_CASE_METHOD(LibraryFixture, "an error of the handler is a problem with its code") {
  const auto answer = post("/api/v1/shelves/13/books", R"({"title":"Kontor","pages":300})");
  CHECK(answer.status() == 409);
  CHECK(answer.header("Content-Type") == "application/problem+json");
  CHECK_THAT(answer.body(), Catch::Contains(R"("code":"shelf_full")"));
}

TEST_CASE_METHOD(LibraryFixture, "every problem of path, query and body is told at once") {
  const auto answer = post("/api/v1/shelves/x/books?limit=0&colour=red", R"({"title":"","pages":0,"isbn":"1"})");
  INFO(answer.body());
  CHECK(answer.status() == 422);
  for (const char* pointer : {"/shelf", "/limit", "/colour", "/title", "/pages", "/isbn"}) {
    CHECK_THAT(answer.body(), Catch::Contains(std::string(R"("pointer":")") + pointer + '"'));
  }
}

TEST_CASE_METHOD(LibraryFixture, "a body that is no JSON is 400, one that is no JSON by its type is 415") {
  CHECK(post("/api/v1/shelves/1/books", "{\"title\":").status() == 400);
  CHECK(post("/api/v1/shelves/1/books", "").status() == 400);
  CHECK(send({.method = "POST", .target = "/api/v1/shelves/1/books", .body = "{}"}).status() == 415);
  const auto form = send({.method = "POST",
                          .target = "/api/v1/shelves/1/books",
                          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                          .body = "title=a"});
  CHECK(form.status() == 415);
  CHECK_THAT(form.body(), Catch::Contains("unsupported_media_type"));
}

TEST_CASE_METHOD(LibraryFixture, "parameters that cannot be decoded are named") {
  const auto answer = get("/api/v1/shelves/1/books?cursor=%ff");
  CHECK(answer.status() == 422);
  CHECK_THAT(answer.body(), Catch::Contains(R"("pointer":"/cursor","code":"malformed_escape")"));
}

TEST_CASE_METHOD(LibraryFixture, "an endpoint without a query refuses one") {
  CHECK(send({.method = "DELETE", .target = "/api/v1/shelves/4?force=1"}).status() == 422);
}

// Answers the key that it was sent and whose key it is.
Endpoint keyed(std::string path, KeyUse use) {
  return http::post(std::move(path))
      .access(auth::Access::anyone())
      .idempotent(use)
      .query<ShelfQuery>()
      .answers<KeyView>()
      .handle([](const auto& call) -> Result<KeyView> {
        if (!call.idempotency_key) return KeyView{"nobody's", ""};
        return KeyView{call.idempotency_key->scope, std::string(call.idempotency_key->value)};
      });
}

struct KeyFixture : ApiFixture {
  using Headers = std::vector<std::pair<std::string, std::string>>;

  KeyFixture() { endpoints = {keyed("/loans", KeyUse::required), keyed("/notes", KeyUse::optional)}; }
  test::Answer ask(std::string path, Headers headers) {
    return send({.method = "POST", .target = "/api/v1" + std::move(path), .headers = std::move(headers)});
  }
};

TEST_CASE_METHOD(KeyFixture, "an Idempotency-Key belongs to the caller, a guest's cart or the address") {
  Headers headers = {{"Idempotency-Key", "k-1"}};
  CHECK(ask("/loans", headers).body() == R"({"scope":"address 192.0.2.7","key":"k-1"})");
  headers.emplace_back("X-Cart-Token", "t0k");
  CHECK(ask("/loans", headers).body() == R"({"scope":"cart t0k","key":"k-1"})");
  headers.emplace_back("Authorization", "Bearer ann:");
  CHECK(ask("/loans", headers).body() == R"({"scope":"caller ann","key":"k-1"})");
}

TEST_CASE_METHOD(KeyFixture, "a key that is missing is 400 where it is required, and nothing elsewhere") {
  const auto refused = ask("/loans", {});
  CHECK(refused.status() == 400);
  CHECK_THAT(refused.body(), Catch::Contains(R"("code":"idempotency_key_missing")"));
  CHECK(ask("/notes", {}).body() == R"({"scope":"nobody's","key":""})");
}

TEST_CASE_METHOD(KeyFixture, "a key has 1 to 255 visible characters and is sent once") {
  CHECK(ask("/notes", {{"idempotency-key", std::string(255, '~')}}).status() == 200);
  const std::vector<Headers> wrong = {{{"Idempotency-Key", std::string(256, 'k')}},
                                      {{"Idempotency-Key", ""}},
                                      {{"Idempotency-Key", "two words"}},
                                      {{"Idempotency-Key", "caf\xc3\xa9"}},
                                      {{"Idempotency-Key", "one"}, {"idempotency-key", "two"}}};
  for (const auto& headers : wrong) {
    const auto refused = ask("/loans?limit=0", headers);
    INFO(headers.front().second);
    CHECK(refused.status() == 422);
    CHECK_THAT(refused.body(), Catch::Contains(R"("pointer":"/Idempotency-Key","code":"format")"));
    CHECK_THAT(refused.body(), Catch::Contains(R"("pointer":"/limit")"));
  }
}

TEST_CASE("a declaration that contradicts itself does not start") {
  const auto nothing = [](const auto&) -> Result<void> { return {}; };
  CHECK_THROWS_AS(get("/a").handle(nothing), std::logic_error);  // who may call it?
  CHECK_THROWS_AS(get("/a/{b}").access(auth::Access::anyone()).handle(nothing), std::logic_error);
  CHECK_THROWS_AS(get("/a").access(auth::Access::anyone()).lane(Lane::heavy).from_memory().handle(nothing),
                  std::logic_error);
  CHECK_THROWS_AS(get("/a").access(auth::Access::signed_in()).operational().handle(nothing), std::logic_error);
  CHECK_THROWS_AS(get("/a/{b}").access(auth::Access::anyone()).path<ShelfPath>().handle(nothing), std::logic_error);
  CHECK_THROWS_AS(get("/a").access(auth::Access::anyone()).idempotent().handle(nothing), std::logic_error);
}

TEST_CASE("a WebSocket endpoint is authorized and documented as any other, and turns the connection over") {
  ApiFixture fixture;
  const auto socket = std::make_shared<WebSocket>([](WebSocket&, std::string_view) {});
  fixture.endpoints.push_back(get("/live")
                                  .summary("Live status")
                                  .tag("orders")
                                  .access(auth::Access::signed_in())
                                  .upgrades()
                                  .handle([socket](const auto& call) -> Result<Response> {
                                    return accept_websocket(call.request, socket, {});
                                  }));
  const std::string document = openapi_document(fixture.endpoints, {});
  std::vector<std::pair<std::string, std::string>> fields = {{"Host", "shop.example"},
                                                             {"Upgrade", "websocket"},
                                                             {"Connection", "Upgrade"},
                                                             {"Sec-WebSocket-Version", "13"},
                                                             {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  CHECK(fixture.get("/api/v1/live", fields).status() == 401);
  fields.emplace_back("Authorization", "Bearer ann:");
  const auto accepted = fixture.get("/api/v1/live", fields);
  CHECK(accepted.status() == 101);
  CHECK(accepted.response.websocket == socket);
  CHECK(accepted.header("X-Correlation-Id") == accepted.request_id);
  fields[1].second = "h2c";
  const auto refused = fixture.get("/api/v1/live", fields);
  CHECK(refused.status() == 426);
  CHECK(refused.header("Sec-WebSocket-Version") == "13");
  for (const char* status : {"\"101\":{\"description\":\"Switching Protocols\"}", "\"426\"", "\"403\"", "\"401\""}) {
    INFO(document);
    CHECK(document.find(status) != std::string::npos);
  }
}

}  // namespace
}  // namespace kontor::http
