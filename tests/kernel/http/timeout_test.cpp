#include <catch2/catch.hpp>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

HttpSettings impatient() {
  auto settings = TestServer::quick_settings();
  settings.header_timeout_ms = 300;
  settings.body_timeout_ms = 300;
  settings.idle_timeout_ms = 300;
  settings.write_timeout_ms = 300;
  return settings;
}

TEST_CASE("a head that does not end in time is answered 408") {
  TestServer server(impatient());
  RawClient client(server.port());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: shop\r\n"));
  const auto answer = client.answer();
  REQUIRE(answer);
  CHECK(answer->status == 408);
  CHECK(answer->header("Connection") == "close");
  CHECK(client.closed_within());
  CHECK(server.refused("request_timeout") == 1);
}

TEST_CASE("a client that sends its head a byte at a time is cut, however regularly it sends") {
  TestServer server(impatient());
  RawClient client(server.port());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: shop\r\nX-One: "));
  std::optional<Answer> answer;
  const auto deadline = Deadline::after(std::chrono::seconds(10));
  while (!answer && !deadline.passed() && client.send("a")) answer = client.answer(std::chrono::milliseconds(20));
  REQUIRE(answer);
  CHECK(answer->status == 408);
}

TEST_CASE("a body that does not arrive in time is answered 408, by length and in chunks") {
  TestServer server(impatient());
  for (const std::string& start : {std::string("Content-Length: 100\r\n\r\nhello"),
                                   std::string("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")}) {
    RawClient client(server.port());
    REQUIRE(client.send("POST / HTTP/1.1\r\nHost: shop\r\n" + start));
    const auto answer = client.answer();
    REQUIRE(answer);
    CHECK(answer->status == 408);
    CHECK(client.closed_within());
  }
}

TEST_CASE("a body that goes on and on is cut when its time is over, although bytes are there at that moment") {
  auto settings = impatient();
  settings.max_body_bytes = 1 << 30;
  TestServer server(settings);
  const std::string some(64, 'a');
  for (int sent = 1; sent <= 5; ++sent) {
    RawClient client(server.port());
    REQUIRE(client.send("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000000\r\n\r\n"));
    const auto deadline = Deadline::after(std::chrono::seconds(2));
    while (server.refused("request_timeout") < sent && !deadline.passed() && client.send(some)) continue;
    CHECK(server.refused("request_timeout") == sent);
  }
}

TEST_CASE("an idle connection is closed without a word, before its first request and after") {
  TestServer server(impatient());
  RawClient silent(server.port());
  CHECK(silent.rest() == "");
  RawClient client(server.port());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: shop\r\n\r\n"));
  REQUIRE(client.answer());
  CHECK(client.rest() == "");
}

TEST_CASE("a client that does not take its answer is cut") {
  TestServer server(impatient());
  RawClient client(server.port());
  REQUIRE(client.send("GET /large/100000000 HTTP/1.1\r\nHost: shop\r\n\r\n"));
  REQUIRE(eventually([&] { return server.connections() == 1; }));
  CHECK(eventually([&] { return server.connections() == 0; }));
  CHECK(server.handler.finished_count() == 1);
}

TEST_CASE("a handler may take longer than any timeout of the client") {
  TestServer server(impatient());
  RawClient client(server.port());
  REQUIRE(client.send("GET /block HTTP/1.1\r\nHost: shop\r\n\r\n"));
  CHECK_FALSE(client.answer(std::chrono::milliseconds(800)));
  server.handler.release();
  CHECK(client.answer()->status == 200);
}

}  // namespace
}  // namespace kontor::http
