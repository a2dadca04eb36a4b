#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kBlock = "GET /block HTTP/1.1\r\nHost: shop\r\n\r\n";

TEST_CASE("a server that stops finishes what runs, closes what is idle and accepts nothing more") {
  TestServer server;
  RawClient idle(server.port());
  RawClient working(server.port());
  REQUIRE(working.send(kBlock));
  REQUIRE(server.handler.wait_until_blocked(1));

  std::thread stopping([&] { server.server->stop(Deadline::after(seconds(10))); });
  CHECK(idle.closed_within(seconds(5)));
  CHECK(eventually([&] {
    try {
      const RawClient late(server.port());
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  }));
  server.handler.release();
  const auto answer = working.answer();
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->header("Connection") == "close");
  CHECK(working.closed_within());
  stopping.join();
  CHECK(server.connections() == 0);
}

TEST_CASE("a request that is still arriving when the server stops is answered") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send("POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n"));
  REQUIRE(client.received("100 Continue"));
  CHECK(client.answer_to_head()->status == 100);
  std::thread stopping([&] { server.server->stop(Deadline::after(seconds(10))); });
  REQUIRE(client.send("0123456789"));
  CHECK(client.answer()->body == "POST /a 0123456789");
  CHECK(client.closed_within());
  stopping.join();
}

TEST_CASE("a server does not wait beyond the deadline for a request that never ends") {
  TestServer server;
  RawClient working(server.port());
  REQUIRE(working.send(kBlock));
  REQUIRE(server.handler.wait_until_blocked(1));
  const auto started = std::chrono::steady_clock::now();
  server.server->stop(Deadline::after(milliseconds(100)));
  CHECK(std::chrono::steady_clock::now() - started < seconds(5));
  CHECK(working.rest() == "");
}

TEST_CASE("requests that wait for a worker when the deadline passes are dropped") {
  TestServer server;
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(server.port());
    REQUIRE(clients.back().send(kBlock));
  }
  REQUIRE(server.handler.wait_until_blocked(2));
  server.server->stop(Deadline::after(milliseconds(100)));
  for (auto& client : clients) CHECK(client.rest() == "");
  server.handler.release();
  server.server.reset();
  CHECK(server.handler.served().size() <= 2);
}

TEST_CASE("stopping may be repeated, and a server that never started stops too") {
  TestServer server;
  server.server->stop(Deadline::after(seconds(1)));
  server.server->stop(Deadline::after(seconds(1)));

  auto settings = TestServer::quick_settings();
  auto listening = Server::listen(settings, server.handler, server.log, server.metrics);
  REQUIRE(listening);
  (*listening)->stop(Deadline::after(seconds(1)));
}

}  // namespace
}  // namespace kontor::http
