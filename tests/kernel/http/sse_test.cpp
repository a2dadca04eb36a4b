#include "kernel/http/sse.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

std::string written(const StreamEvent& event) {
  std::string out;
  write_event(out, event);
  return out;
}

// A client whose stream has begun.
RawClient listening_to(TestServer& server, const std::string& fields = "") {
  RawClient client(server.port());
  REQUIRE(client.send("GET /events HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n"));
  REQUIRE(client.received("event: hello\n"));
  return client;
}

TEST_CASE("an event is written as the standard wants it, and its text cannot forge another") {
  CHECK(written({"7", "order", "{\"a\":1}"}) == "id: 7\nevent: order\ndata: {\"a\":1}\n\n");
  CHECK(written({"", "", "plain"}) == "data: plain\n\n");
  CHECK(written({"", "", ""}) == "data: \n\n");
  CHECK(written({"", "", "a\nb\r\nc\rd\n"}) == "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  CHECK(written({"7\nevent: forged", "x\r\n\r\ndata: y", "z"}) ==
        "id: 7 event: forged\nevent: x    data: y\ndata: z\n\n");
}

TEST_CASE("a client receives the events that are pushed, in their order, until the stream is closed") {
  TestServer server;
  RawClient client = listening_to(server, "Last-Event-ID: 41\r\n");
  REQUIRE(client.received("data: 41\n\n"));
  const auto stream = server.handler.stream();
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    const std::string id = std::to_string(i);
    REQUIRE(stream->push({id, "tick", "event " + id}));
    expected += written({id, "tick", "event " + id});
    if (i % 100 == 0) REQUIRE(client.received(written({id, "tick", "event " + id})));
  }
  stream->close();
  const std::string all = client.rest();
  CHECK(all.find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(all.find("Content-Length") == std::string::npos);
  CHECK(all.ends_with(expected));
  CHECK_FALSE(stream->push({"", "", "late"}));
}

TEST_CASE("a silent stream is kept alive by comments") {
  TestServer server;
  RawClient client = listening_to(server);
  CHECK(client.received("\n\n:\n\n:\n\n"));
  CHECK(server.handler.stream()->is_open());
}

TEST_CASE("a stream ends when its client leaves") {
  TestServer server;
  { const RawClient client = listening_to(server); }
  CHECK(eventually([&] { return !server.handler.stream()->is_open(); }));
  CHECK(eventually([&] { return server.connections() == 0; }));
  CHECK(server.handler.finished_count() == 1);
}

TEST_CASE("a client that reads too slowly is dropped, and nobody waits for it") {
  TestServer server;
  RawClient client = listening_to(server);
  const auto stream = server.handler.stream();
  const std::string data(8000, 'd');
  const auto deadline = Deadline::after(std::chrono::seconds(10));
  while (stream->push({"", "", data}) && !deadline.passed()) continue;
  CHECK_FALSE(stream->is_open());
  CHECK(client.closed_within());
}

TEST_CASE("streams end when the server stops, and stopping does not wait for them") {
  TestServer server;
  RawClient client = listening_to(server);
  const auto started = std::chrono::steady_clock::now();
  std::thread stopping([&] { server.server->stop(Deadline::after(std::chrono::seconds(30))); });
  CHECK(client.closed_within());
  stopping.join();
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(10));
  CHECK_FALSE(server.handler.stream()->push({"", "", "late"}));
}

TEST_CASE("a producer may go on when the server is gone") {
  std::shared_ptr<EventStream> stream;
  {
    TestServer server;
    RawClient client = listening_to(server);
    stream = server.handler.stream();
  }
  CHECK_FALSE(stream->push({"", "", "late"}));
}

TEST_CASE("HEAD of a stream is its head alone") {
  TestServer server;
  RawClient client(server.port());
  REQUIRE(client.send("HEAD /events HTTP/1.1\r\nHost: shop\r\n\r\n"));
  CHECK(client.answer_to_head()->header("Content-Type") == "text/event-stream");
  CHECK(client.rest() == "");
}

}  // namespace
}  // namespace kontor::http
