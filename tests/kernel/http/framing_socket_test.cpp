#include <catch2/catch.hpp>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/framing_vectors.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

const std::string kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: shop\r\n\r\n";

void check_refused(TestServer& server, const RefusedRequest& vector) {
  CAPTURE(vector.what);
  RawClient client(server.port());
  client.send(vector.bytes + kSmuggled);
  const auto answer = client.answer();
  REQUIRE(answer);
  CHECK(answer->status == vector.status);
  CHECK(answer->header("Connection") == "close");
  CHECK(client.rest() == "");
}

TEST_CASE("a server refuses every ambiguous head, closes, and serves nothing that came after it") {
  TestServer server;
  const auto vectors = refused_heads();
  REQUIRE(vectors.size() >= 60);
  for (const auto& vector : vectors) check_refused(server, vector);
  CHECK(server.handler.served().empty());
}

TEST_CASE("a server refuses every malformed chunked body, closes, and serves nothing that came after it") {
  TestServer server;
  for (const auto& vector : refused_bodies()) check_refused(server, vector);
  CHECK(server.handler.served().empty());
}

TEST_CASE("a server answers good requests and the next one on the same connection, unless it was to be the last") {
  TestServer server;
  for (const auto& vector : accepted_requests()) {
    CAPTURE(vector.what);
    RawClient client(server.port());
    REQUIRE(client.send(vector.bytes + "GET /next HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"));
    const auto first = client.answer();
    REQUIRE(first);
    CHECK(first->status == 200);
    const auto second = client.answer();
    CHECK(second.has_value() == vector.keep_alive);
    if (second) CHECK(second->body == "GET /next ");
    CHECK(client.rest() == "");
  }
}

TEST_CASE("a request that arrives byte by byte is the same request") {
  TestServer server;
  RawClient client(server.port());
  const std::string request =
      "POST /slow HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  for (const char c : request) REQUIRE(client.send({&c, 1}));
  const auto answer = client.answer();
  REQUIRE(answer);
  CHECK(answer->body == "POST /slow abcde");
}

}  // namespace
}  // namespace kontor::http
