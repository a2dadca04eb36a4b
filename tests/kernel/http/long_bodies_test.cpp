#include <catch2/catch.hpp>
#include <vector>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

// Bodies that are never whole in memory: those that wait in a file, and those that are made while they are sent.
namespace kontor::http {
namespace {

constexpr std::string_view kChunkedHead = "POST /upload HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string head_of(std::size_t length) {
  return "POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string varied(std::size_t length) {
  std::string body;
  while (body.size() < length) body += std::to_string(body.size()) + ',';
  body.resize(length);
  return body;
}

bool answers(const TestServer& server, const std::string& path) {
  RawClient other(server.port());
  return other.send("GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n") && other.answer();
}

}  // namespace

TEST_CASE("a long body comes to its handler by way of a file, whole, however it was sent") {
  TestServer server;
  const auto body = varied(2'500'000);
  RawClient client(server.port());
  SECTION("of a known length, and another request behind it") {
    REQUIRE(client.send(head_of(body.size()) + body + "GET /after HTTP/1.1\r\nHost: shop\r\n\r\n"));
    CHECK(client.answer()->body == "POST /upload " + body);
    CHECK(client.answer()->body == "GET /after ");
  }
  SECTION("in chunks") {
    REQUIRE(client.send(kChunkedHead));
    for (int i = 0; i < 25; ++i) {
      REQUIRE(client.send("186a0\r\n" + body.substr(static_cast<std::size_t>(i) * 100'000, 100'000) + "\r\n"));
    }
    REQUIRE(client.send("0\r\n\r\n"));
    CHECK(client.answer()->body == "POST /upload " + body);
  }
  SECTION("slowly, while others are answered") {
    REQUIRE(client.send(head_of(body.size())));
    for (std::size_t sent = 0; sent < body.size(); sent += 500'000) {
      REQUIRE(client.send(body.substr(sent, 500'000)));
      CHECK(answers(server, "/slow/other"));
    }
    CHECK(client.answer()->body == "POST /upload " + body);
  }
}

TEST_CASE("a body that is too long is refused before it is read, or where it becomes too long") {
  TestServer server;
  RawClient client(server.port());
  SECTION("as it says") {
    REQUIRE(client.send(head_of(3'000'001)));
    CHECK(client.answer()->status == 413);
  }
  SECTION("as it shows") {
    REQUIRE(client.send(kChunkedHead));
    const std::string piece = "f4240\r\n" + std::string(1'000'000, 'x') + "\r\n";
    for (int i = 0; i < 3; ++i) REQUIRE(client.send(piece));
    client.send("1\r\n");
    CHECK(client.answer()->status == 413);
  }
  CHECK(client.closed_within());
}

TEST_CASE("so many files at one time: one more comes back later, and who vanishes makes room") {
  auto settings = TestServer::quick_settings();
  settings.max_uploads = 3;
  TestServer server(settings);
  const std::string head =
      "POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: 2500000\r\nExpect: 100-continue\r\n\r\n";
  std::vector<RawClient> clients;
  for (int i = 0; i < settings.max_uploads; ++i) {
    auto& client = clients.emplace_back(server.port());
    REQUIRE(client.send(head));
    REQUIRE(client.received("100 Continue"));
  }
  REQUIRE(clients.front().send(varied(1'500'000)));
  RawClient one_more(server.port());
  REQUIRE(one_more.send(head_of(2'500'000)));
  const auto refused = one_more.answer();
  REQUIRE(refused);
  CHECK(refused->status == 503);
  CHECK_FALSE(refused->header("Retry-After").empty());
  clients.front().reset();
  const auto body = varied(2'000'000);
  CHECK(eventually([&] {
    RawClient next(server.port());
    REQUIRE(next.send(head_of(body.size())));
    next.send(body);
    const auto answer = next.answer();
    return answer && answer->body == "POST /upload " + body;
  }));
  CHECK(server.handler.served() == std::vector<std::string>{"/upload"});
}

TEST_CASE("a body is made no faster than its reader takes it, and holds no worker meanwhile") {
  TestServer server;
  constexpr int kPieces = 400;  // 25 MiB, more than sockets hold
  RawClient reader(server.port());
  REQUIRE(reader.send("GET /pieces/" + std::to_string(kPieces) + " HTTP/1.1\r\nHost: shop\r\n\r\n"));
  REQUIRE(reader.received("\r\n\r\n"));
  int made = 0;
  REQUIRE(eventually([&] { return std::exchange(made, server.handler.pieces_made()) == made; }));
  CHECK(made < kPieces);
  for (int i = 0; i < 8; ++i) CHECK(answers(server, "/slow/other"));
  const auto head = reader.unread().find("\r\n\r\n") + 4;
  const std::size_t framed = kPieces * (std::string("10000\r\n").size() + (64 << 10) + 2) + 5;
  const auto all = reader.take(head + framed, std::chrono::seconds(20));
  REQUIRE(all);
  CHECK(all->ends_with("ppppp\r\n0\r\n\r\n"));
  CHECK(server.handler.pieces_made() == kPieces);
}

TEST_CASE("of who vanishes nothing more is made, and what cannot be made is cut off") {
  TestServer server;
  RawClient reader(server.port());
  REQUIRE(reader.send("GET /pieces/100000 HTTP/1.1\r\nHost: shop\r\n\r\n"));
  REQUIRE(reader.received("200 OK"));
  reader.reset();
  CHECK(eventually([&] { return server.connections() == 0; }));
  CHECK(server.handler.finished_count() == 1);
  CHECK(server.handler.pieces_made() < 100000);

  RawClient other(server.port());
  REQUIRE(other.send("GET /pieces/3?broken HTTP/1.1\r\nHost: shop\r\n\r\n"));
  const auto told = other.rest();
  CHECK(told.find("200 OK") != std::string::npos);
  CHECK(told.size() > 2 * (64 << 10));
  CHECK_FALSE(told.ends_with("0\r\n\r\n"));
}

}  // namespace kontor::http
