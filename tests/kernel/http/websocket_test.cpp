#include "kernel/http/websocket.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <thread>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/websocket_client.hpp"

namespace kontor::http {
namespace {

std::optional<Answer> answer_to(TestServer& server, const std::string& request) {
  RawClient client(server.port());
  client.send(request);
  return client.answer_to_head();
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::uint64_t dropped(TestServer& server) {
  return server.metrics
      .counter("kontor_http_websockets_dropped_total",
               "WebSockets that were cut because the client was too slow or silent.")
      .value();
}

std::int64_t open_websockets(TestServer& server) {
  return server.metrics.gauge("kontor_http_websockets", "Open WebSockets.").value();
}

TEST_CASE("a handshake is answered with the accept key of the RFC") {
  TestServer server;
  const auto answer = answer_to(server, handshake("/ws"));
  REQUIRE(answer);
  INFO(answer->head);
  CHECK(answer->head.starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
  CHECK(answer->header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  CHECK(answer->header("Upgrade") == "websocket");
  CHECK(answer->header("Connection") == "Upgrade");
  CHECK(answer->header("Content-Length").empty());
}

TEST_CASE("names of a handshake may be written in any case and spread over fields") {
  TestServer server;
  const auto spread =
      replaced(handshake("/ws"), "Connection: keep-alive, Upgrade", "Connection: keep-alive\r\nCONNECTION: UPGRADE");
  CHECK(answer_to(server, replaced(spread, "websocket\r\n", "h2c, WebSocket\r\n"))->status == 101);
}

TEST_CASE("what is no handshake of version 13 is told what is spoken here") {
  TestServer server;
  const std::string good = handshake("/ws");
  const std::vector<std::string> requests = {
      "GET /ws HTTP/1.1\r\nHost: shop.example\r\n\r\n",
      replaced(good, "Upgrade: websocket", "Upgrade: h2c"),
      replaced(good, "Upgrade: websocket\r\n", ""),
      replaced(good, "keep-alive, Upgrade", "keep-alive"),
      replaced(good, "Version: 13", "Version: 8"),
      replaced(good, "Version: 13", "Version: 13\r\nSec-WebSocket-Version: 8"),
      replaced(good, "HTTP/1.1", "HTTP/1.0"),
      replaced(good, "GET", "POST"),
      replaced(good, "GET", "HEAD"),
  };
  for (const auto& request : requests) {
    CAPTURE(request);
    const auto answer = answer_to(server, request);
    REQUIRE(answer);
    CHECK(answer->status == 426);
    CHECK(answer->header("Sec-WebSocket-Version") == "13");
    CHECK(answer->header("Upgrade") == "websocket");
    CHECK(answer->header("Connection").starts_with("Upgrade"));
  }
}

TEST_CASE("a refused handshake leaves the connection as it was") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send(replaced(handshake("/ws"), "Version: 13", "Version: 8")));
  CHECK(client.answer()->status == 426);
  REQUIRE(client.send("GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n"));
  CHECK(client.answer()->body == "GET /a ");
}

TEST_CASE("a key that is not 16 bytes in base64 is refused") {
  TestServer server;
  const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
  for (const char* bad :
       {"", "short", "dGhlIHNhbXBsZSBub25jZQ=A", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBu_25jZQ==",
        "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}) {
    CAPTURE(bad);
    CHECK(answer_to(server, replaced(handshake("/ws"), key, bad))->status == 400);
  }
}

TEST_CASE("pages of the own host and of friends may open a WebSocket, others may not") {
  TestServer server;
  struct Row {
    const char* host;
    const char* origin;
    int status;
  };
  for (const Row& row :
       {Row{"shop.example", "https://shop.example", 101}, Row{"shop.example", "http://SHOP.example", 101},
        Row{"shop.example:443", "https://shop.example", 101}, Row{"shop.example:8080", "http://shop.example:8080", 101},
        Row{"shop.example", "https://friend.example", 101}, Row{"shop.example", "http://friend.example", 403},
        Row{"shop.example", "https://evil.example", 403}, Row{"shop.example", "https://shop.example.evil.example", 403},
        Row{"shop.example:8080", "http://shop.example:9090", 403}, Row{"shop.example", "shop.example", 403},
        Row{"shop.example", "null", 403}, Row{"shop.example", "", 403},
        Row{"shop.example", "https://shop.example\r\nOrigin: https://evil.example", 403}}) {
    CAPTURE(row.host, row.origin);
    const auto request = handshake("/ws", "Origin: " + std::string(row.origin) + "\r\n");
    CHECK(answer_to(server, replaced(request, "Host: shop.example", "Host: " + std::string(row.host)))->status ==
          row.status);
  }
}

TEST_CASE("messages are heard and answered in their order") {
  TestServer server;
  WebSocketClient client(server.port());
  CHECK(eventually([&] { return open_websockets(server) == 1; }));
  std::string all;
  for (int i = 0; i < 300; ++i) all += client_frame(Opcode::text, "message " + std::to_string(i));
  REQUIRE(client.raw.send(all));
  for (int i = 0; i < 300; ++i) REQUIRE(client.heard() == "message " + std::to_string(i));
  const std::string large(64 << 10, 'l');
  REQUIRE(client.say(large));
  CHECK(client.heard() == large);
}

TEST_CASE("what a client says right behind its handshake is heard") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send(handshake("/ws") + client_frame(Opcode::text, "early")));
  CHECK(
      client.received("\x81\x05"
                      "early"));
}

TEST_CASE("fragments are one message, with pings answered in between") {
  TestServer server;
  WebSocketClient client(server.port());
  REQUIRE(client.send(Opcode::text, "frag", false));
  REQUIRE(client.send(Opcode::ping, "there?"));
  CHECK(client.next() == ServerFrame{Opcode::pong, "there?"});
  REQUIRE(client.send(Opcode::continuation, "ments"));
  CHECK(client.heard() == "fragments");
}

TEST_CASE("a frame that arrives byte by byte is heard") {
  TestServer server;
  WebSocketClient client(server.port());
  for (const char byte : client_frame(Opcode::text, "slowly")) REQUIRE(client.raw.send(std::string(1, byte)));
  CHECK(client.heard() == "slowly");
}

TEST_CASE("who breaks the protocol is told so and closed") {
  TestServer server;
  struct Row {
    std::string bytes;
    std::uint16_t code;
  };
  for (const Row& row : {Row{"\x81\x05Hello", 1002}, Row{client_frame(Opcode::binary, "b"), 1003},
                         Row{client_frame(Opcode::text, "\xff"), 1007},
                         Row{client_frame(Opcode::text, std::string((64 << 10) + 1, 'x')), 1009},
                         Row{client_frame(Opcode::text, "throw"), 1011}}) {
    CAPTURE(row.code);
    WebSocketClient client(server.port());
    REQUIRE(client.raw.send(row.bytes));
    CHECK(client.next() == ServerFrame{Opcode::close, closing(row.code)});
    if (row.code == 1011) client.send(Opcode::close, closing(row.code));
    CHECK(client.raw.closed_within());
  }
  CHECK(eventually([&] { return open_websockets(server) == 0; }));
  CHECK(server.handler.served().size() == 5);
}

TEST_CASE("a client's close is answered with its code, and ends the WebSocket") {
  TestServer server;
  for (const std::string& payload : {closing(1000, "done"), closing(4321), std::string()}) {
    WebSocketClient client(server.port());
    REQUIRE(client.send(Opcode::close, payload));
    CHECK(client.next() == ServerFrame{Opcode::close, payload.substr(0, 2)});
    CHECK(client.raw.rest() == "");
    CHECK(eventually([&] { return !server.handler.websocket()->is_open(); }));
  }
  CHECK_FALSE(server.handler.websocket()->send("late"));
}

TEST_CASE("a close comes after what is queued, and waits for the client's") {
  TestServer server;
  WebSocketClient client(server.port());
  const auto socket = server.handler.websocket();
  REQUIRE(socket->send("last words"));
  socket->close(4000, "enough");
  CHECK_FALSE(socket->send("late"));
  CHECK(client.heard() == "last words");
  CHECK(client.next() == ServerFrame{Opcode::close, closing(4000, "enough")});
  REQUIRE(client.say("did not hear you"));
  REQUIRE(client.send(Opcode::close, closing(4000)));
  client.raw.end_sending();
  CHECK(client.raw.rest() == "");
  CHECK(eventually([&] { return server.connections() == 0; }));
}

TEST_CASE("a message can close, and a client that never answers it is left") {
  TestServer server;
  WebSocketClient client(server.port());
  REQUIRE(client.say("bye"));
  CHECK(client.next() == ServerFrame{Opcode::close, closing(4000, "as you say")});
  CHECK(client.raw.rest() == "");
}

TEST_CASE("who gives signs of life stays, who gives none is dropped") {
  TestServer server;
  WebSocketClient client(server.port(), "/ws/lively");
  for (int i = 0; i < 4; ++i) {
    REQUIRE(client.next() == ServerFrame{Opcode::ping, ""});
    REQUIRE(client.send(Opcode::pong, ""));
  }
  CHECK(server.handler.websocket()->is_open());
  CHECK(dropped(server) == 0);
  CHECK(client.raw.closed_within());
  CHECK(eventually([&] { return dropped(server) == 1 && server.connections() == 0; }));
  CHECK_FALSE(server.handler.websocket()->is_open());
}

TEST_CASE("a talkative producer does not hide that a client is silent") {
  TestServer server;
  WebSocketClient client(server.port(), "/ws/lively");
  const auto socket = server.handler.websocket();
  const auto deadline = Deadline::after(std::chrono::seconds(10));
  while (socket->send("tick") && client.next() && !deadline.passed()) continue;
  CHECK(client.raw.closed_within());
  CHECK(eventually([&] { return !socket->is_open(); }));
  CHECK(dropped(server) == 1);
}

TEST_CASE("a client that reads too slowly is dropped at once, in the middle of a write") {
  auto settings = TestServer::quick_settings();
  settings.io_threads = 1;
  TestServer server(settings);
  const WebSocketClient slow(server.port());
  const auto socket = server.handler.websocket();
  WebSocketClient other(server.port());
  const std::string text(60'000, 't');
  const auto deadline = Deadline::after(std::chrono::seconds(10));
  // The other's answer means that the I/O thread has written what there was room for.
  while (socket->send(text) && other.say("tick") && other.heard() == "tick" && !deadline.passed()) continue;
  CHECK_FALSE(socket->is_open());
  CHECK(eventually([&] { return server.connections() == 1; }));  // although the client has read nothing
  CHECK(dropped(server) == 1);
  REQUIRE(other.say("still here"));
  CHECK(other.heard() == "still here");
}

TEST_CASE("a WebSocket ends when its client leaves, with or without a reset") {
  TestServer server;
  { const WebSocketClient client(server.port()); }
  CHECK(eventually([&] { return !server.handler.websocket()->is_open() && server.connections() == 0; }));
  WebSocketClient client(server.port());
  client.raw.reset();
  CHECK(eventually([&] { return !server.handler.websocket()->is_open() && server.connections() == 0; }));
  CHECK(server.handler.finished_count() == 2);
  CHECK(dropped(server) == 0);
}

TEST_CASE("a message at work holds up neither other clients nor what is sent to its own") {
  auto settings = TestServer::quick_settings();
  settings.io_threads = 1;
  TestServer server(settings);
  WebSocketClient busy(server.port());
  const auto socket = server.handler.websocket();
  REQUIRE(busy.say("block"));
  REQUIRE(server.handler.wait_until_blocked(1));
  REQUIRE(socket->send("meanwhile"));
  CHECK(busy.heard() == "meanwhile");
  WebSocketClient other(server.port());
  REQUIRE(other.say("hello"));
  CHECK(other.heard() == "hello");
  REQUIRE(busy.say("after"));
  server.handler.release();
  CHECK(busy.heard() == "block");
  CHECK(busy.heard() == "after");
}

TEST_CASE("a client may leave while its message is at work") {
  TestServer server;
  {
    WebSocketClient client(server.port());
    REQUIRE(client.say("block"));
    REQUIRE(server.handler.wait_until_blocked(1));
  }
  server.handler.release();
  CHECK(eventually([&] { return server.connections() == 0; }));
}

TEST_CASE("messages wait when all workers are busy, and none is lost") {
  TestServer server;
  std::deque<WebSocketClient> clients;
  for (int i = 0; i < 12; ++i) {
    clients.emplace_back(server.port());
    REQUIRE(clients.back().say("block"));
  }
  REQUIRE(server.handler.wait_until_blocked(2));
  server.handler.release();
  for (auto& client : clients) CHECK(client.heard() == "block");
}

TEST_CASE("clients are told when the server stops, and stopping does not wait for silent ones") {
  TestServer server;
  WebSocketClient polite(server.port());
  WebSocketClient silent(server.port());
  const auto started = std::chrono::steady_clock::now();
  std::thread stopping([&] { server.server->stop(Deadline::after(std::chrono::seconds(30))); });
  for (auto* client : {&polite, &silent}) {
    CHECK(client->next() == ServerFrame{Opcode::close, closing(1001, "The server stops.")});
  }
  CHECK(polite.send(Opcode::close, closing(1001)));
  CHECK(polite.raw.rest() == "");
  stopping.join();
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
  CHECK_FALSE(server.handler.websocket()->send("late"));
}

TEST_CASE("a WebSocket may outlive the server, and a server that is cut short cuts it") {
  std::shared_ptr<WebSocket> socket;
  {
    TestServer server;
    WebSocketClient client(server.port());
    socket = server.handler.websocket();
  }
  CHECK_FALSE(socket->send("late"));
}

TEST_CASE("two hundred WebSockets are served at once, and all hear what is sent to all") {
  TestServer server;
  std::deque<WebSocketClient> clients;
  std::vector<std::shared_ptr<WebSocket>> sockets;
  for (int i = 0; i < 200; ++i) {
    clients.emplace_back(server.port());
    sockets.push_back(server.handler.websocket());
  }
  CHECK(eventually([&] { return open_websockets(server) == 200; }));
  std::vector<std::thread> producers;
  for (int t = 0; t < 2; ++t) {
    producers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        for (const auto& socket : sockets) socket->send("news");
      }
    });
  }
  for (auto& producer : producers) producer.join();
  int heard = 0;
  for (auto& client : clients) {
    for (int i = 0; i < 100; ++i) heard += client.heard() == "news" ? 1 : 0;
  }
  CHECK(heard == 200 * 100);
  for (auto& client : clients) REQUIRE(client.say("mine"));
  for (auto& client : clients) REQUIRE(client.heard() == "mine");
  server.server->stop(Deadline::after(std::chrono::seconds(5)));
  CHECK(server.connections() == 0);
  CHECK(open_websockets(server) == 0);
}

}  // namespace
}  // namespace kontor::http
