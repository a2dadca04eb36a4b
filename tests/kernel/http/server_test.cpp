#include "kernel/http/server.hpp"

#include <catch2/catch.hpp>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: shop\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view fields = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: shop\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

TEST_CASE("a connection answers one request after the other") {
  TestServer server;
  RawClient client(server.port());
  for (int i = 0; i < 50; ++i) {
    const std::string path = (i % 2 == 0 ? "/" : "/slow/") + std::to_string(i);
    REQUIRE(client.send(post(path, "body " + std::to_string(i))));
    const auto answer = client.answer();
    REQUIRE(answer);
    CHECK(answer->body == "POST " + path + " body " + std::to_string(i));
    CHECK(answer->header("Connection").empty());
    CHECK(answer->header("Date").ends_with(" GMT"));
    CHECK(answer->header("Server").empty());
  }
  CHECK(eventually([&] { return server.handler.finished_count() == 50; }));
}

TEST_CASE("pipelined requests are answered in their order, whoever answers them") {
  TestServer server;
  RawClient client(server.port());
  std::string requests;
  for (int i = 0; i < 300; ++i) requests += get((i % 3 == 0 ? "/slow/" : "/") + std::to_string(i));
  REQUIRE(client.send(requests));
  for (int i = 0; i < 300; ++i) {
    const auto answer = client.answer();
    REQUIRE(answer);
    CHECK(answer->body == (i % 3 == 0 ? "GET /slow/" : "GET /") + std::to_string(i) + " ");
  }
}

TEST_CASE("HTTP/1.0 closes unless the client asks to keep the connection") {
  TestServer server;
  RawClient closing(server.port());
  REQUIRE(closing.send("GET /a HTTP/1.0\r\n\r\n"));
  CHECK(closing.answer()->header("Connection") == "close");
  CHECK(closing.closed_within());

  RawClient staying(server.port());
  for (int i = 0; i < 2; ++i) {
    REQUIRE(staying.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    CHECK(staying.answer()->header("Connection") == "keep-alive");
  }
}

TEST_CASE("the client and the handler can end a connection") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send(get("/a", "Connection: close\r\n")));
  CHECK(client.answer()->header("Connection") == "close");
  CHECK(client.closed_within());

  RawClient other(server.port());
  REQUIRE(other.send(get("/close")));
  CHECK(other.answer()->header("Connection") == "close");
  CHECK(other.closed_within());
}

TEST_CASE("a client that has said everything still gets its answer") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send(get("/slow/a")));
  client.end_sending();
  CHECK(client.answer()->body == "GET /slow/a ");
  CHECK(client.closed_within());
}

TEST_CASE("HEAD says how long the body would be and sends none") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send("HEAD /large/1234 HTTP/1.1\r\nHost: shop\r\n\r\n" + get("/a")));
  const auto head = client.answer_to_head();
  REQUIRE(head);
  CHECK(head->status == 200);
  CHECK(head->header("Content-Length") == "1234");
  CHECK(client.answer()->body == "GET /a ");
}

TEST_CASE("204 and 304 have neither body nor length") {
  TestServer server;
  RawClient client(server.port());
  for (const int status : {204, 304}) {
    REQUIRE(client.send(get("/status/" + std::to_string(status))));
    const auto answer = client.answer();
    REQUIRE(answer);
    CHECK(answer->status == status);
    CHECK(answer->header("Content-Length").empty());
  }
  REQUIRE(client.send(get("/a")));
  CHECK(client.answer()->body == "GET /a ");
}

TEST_CASE("a header field that would break out of its line is left out") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send(get("/split")));
  const auto answer = client.answer();
  REQUIRE(answer);
  CHECK(answer->header("X-Split").empty());
  CHECK(answer->header("X-Forged").empty());
}

TEST_CASE("a body of a megabyte arrives whole, by length and in chunks, and so does an answer of ten") {
  TestServer server;
  RawClient client(server.port());
  const std::string body(1 << 20, 'b');
  REQUIRE(client.send(post("/slow/a", body)));
  CHECK(client.answer()->body == "POST /slow/a " + body);
  std::string chunks = "POST /b HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 16; ++i) chunks += "10000\r\n" + std::string(65536, 'b') + "\r\n";
  REQUIRE(client.send(chunks + "0\r\n\r\n" + get("/large/10000000")));
  CHECK(client.answer()->body == "POST /b " + body);
  CHECK(client.answer()->body.size() == 10'000'000);
}

TEST_CASE("a head that grows beyond its first buffer is read whole, body and next request included") {
  TestServer server;
  RawClient client(server.port());
  const std::string fields = "X-One: " + std::string(6000, 'a') + "\r\nX-Two: " + std::string(6000, 'b') + "\r\n";
  REQUIRE(client.send(post("/a", "hello", fields) + get("/b")));
  CHECK(client.answer()->body == "POST /a hello");
  CHECK(client.answer()->body == "GET /b ");
}

TEST_CASE("100 Continue is said once the head is accepted, and not when the body comes with it") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
  REQUIRE(client.received("HTTP/1.1 100 Continue\r\n\r\n"));
  CHECK(client.answer_to_head()->status == 100);
  REQUIRE(client.send("hello"));
  CHECK(client.answer()->body == "POST /a hello");

  REQUIRE(client.send(post("/b", "hello", "Expect: 100-continue\r\n")));
  CHECK(client.answer()->status == 200);
}

TEST_CASE("a body too large is refused before it is asked for") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n"));
  const auto answer = client.answer();
  REQUIRE(answer);
  CHECK(answer->status == 413);
  CHECK(answer->header("Connection") == "close");
  CHECK(client.closed_within());
  CHECK(server.refused("payload_too_large") == 1);
  CHECK(server.handler.served().empty());
}

TEST_CASE("who may send more says so with the path, and is asked before it is read") {
  TestServer server;
  const std::string body(2'500'000, 'b');
  SECTION("of a known length") {
    RawClient client(server.port());
    REQUIRE(client.send(post("/upload", body)));
    const auto answer = client.answer();
    REQUIRE(answer);
    CHECK(answer->body == "POST /upload " + body);
  }
  SECTION("in chunks") {
    RawClient client(server.port());
    REQUIRE(client.send("POST /upload HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 25; ++i) REQUIRE(client.send("186a0\r\n" + body.substr(0, 100'000) + "\r\n"));
    REQUIRE(client.send("0\r\n\r\n"));
    CHECK(client.answer()->body == "POST /upload " + body);
  }
  SECTION("but not without end") {
    RawClient client(server.port());
    REQUIRE(client.send("POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: 3000001\r\n\r\n"));
    CHECK(client.answer()->status == 413);
  }
  SECTION("and not for everybody") {
    RawClient client(server.port());
    REQUIRE(client.send("POST /members/upload HTTP/1.1\r\nHost: shop\r\nContent-Length: 2500000\r\n\r\n"));
    const auto answer = client.answer();
    REQUIRE(answer);
    CHECK(answer->status == 401);
    CHECK(client.closed_within());
  }
}

TEST_CASE("a client that still sends when it is refused can read why") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 2000000\r\n\r\n"));
  client.send(std::string(200'000, 'b'));
  CHECK(client.answer()->status == 413);
}

TEST_CASE("a full worker pool answers 503 at once and serves again when there is room") {
  TestServer server;
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) {  // two workers, two places in the queue
    clients.emplace_back(server.port());
    REQUIRE(clients.back().send(get("/block")));
    if (i < 2) REQUIRE(server.handler.wait_until_blocked(i + 1));
  }
  REQUIRE(eventually([&] { return server.queued(Lane::standard) == 2; }));

  RawClient one_too_many(server.port());
  REQUIRE(one_too_many.send(get("/block") + get("/from-memory")));
  const auto refusal = one_too_many.answer();
  REQUIRE(refusal);
  CHECK(refusal->status == 503);
  CHECK(refusal->header("Retry-After") == "1");
  CHECK(server.refused("unavailable") == 1);
  CHECK(one_too_many.answer()->body == "GET /from-memory ");

  server.handler.release();
  for (auto& client : clients) CHECK(client.answer()->body == "GET /block ");
  REQUIRE(one_too_many.send(get("/slow/a")));
  CHECK(one_too_many.answer()->status == 200);
}

TEST_CASE("connections beyond the limit are told so and closed, and accepted again when one ends") {
  auto settings = TestServer::quick_settings();
  settings.max_connections = 2;
  TestServer server(settings);
  RawClient first(server.port());
  {
    RawClient second(server.port());
    REQUIRE(second.send(get("/a")));
    CHECK(second.answer()->status == 200);
    RawClient third(server.port());
    third.send(get("/a"));
    const auto answer = third.answer();
    REQUIRE(answer);
    CHECK(answer->status == 503);
    CHECK(answer->header("Retry-After") == "1");
    CHECK(third.closed_within());
    CHECK(server.refused("too_many_connections") == 1);
    CHECK(eventually([&] { return server.handler.finished_count() == 2; }));
  }
  CHECK(eventually([&] { return server.connections() == 1; }));
  RawClient fourth(server.port());
  REQUIRE(fourth.send(get("/a")));
  CHECK(fourth.answer()->status == 200);
}

TEST_CASE("a client that disappears in the middle of a request leaves nothing behind") {
  TestServer server;
  for (const std::string& part : {get("/a").substr(0, 10), post("/a", "hello").substr(0, 70), get("/large/10000000")}) {
    RawClient client(server.port());
    REQUIRE(client.send(part));
    client.reset();
  }
  RawClient working(server.port());
  REQUIRE(working.send(get("/block")));
  REQUIRE(server.handler.wait_until_blocked(1));
  working.reset();
  server.handler.release();
  CHECK(eventually([&] { return server.connections() == 0; }));
}

TEST_CASE("a handler knows where a request came from") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send(get("/who")));
  CHECK(client.answer()->body == "127.0.0.1");
}

}  // namespace
}  // namespace kontor::http
