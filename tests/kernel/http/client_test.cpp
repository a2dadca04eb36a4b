#include "kernel/http/client.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "kernel/http/client_fixture.hpp"
#include "kernel/http/fake_peer.hpp"

using namespace kontor::http;
using namespace std::chrono_literals;

namespace {

FakePeer::Script saying(std::string answer) {
  return answering([answer = std::move(answer)](const std::string&) { return answer; });
}

// Says it to the first request and closes.
FakePeer::Script saying_once(std::string answer) {
  return [answer = std::move(answer)](FakePeer::Talk& talk) {
    if (talk.request()) talk.send(answer);
  };
}

// A port of the loopback that takes `backlog` connections and answers none.
class SilentPort {
 public:
  explicit SilentPort(bool listening) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    if (!listening) return;
    REQUIRE(::listen(socket_, 0) == 0);
    for (int& filler : fillers_) {
      filler = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      (void)::connect(filler, reinterpret_cast<sockaddr*>(&address), size);
    }
  }
  ~SilentPort() {
    for (const int filler : fillers_) ::close(filler);
    ::close(socket_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int socket_;
  int port_ = 0;
  int fillers_[4] = {-1, -1, -1, -1};
};

int count_metric(const ClientFixture& fixture, const std::string& name) {
  const std::string text = fixture.metrics.render();
  const auto at = text.find('\n' + name + "{host=\"127.0.0.1\"} ");
  return at == std::string::npos ? 0 : std::stoi(text.substr(text.find("} ", at) + 2));
}

}  // namespace

TEST_CASE("requests one after the other share a connection") {
  const FakePeer peer(
      answering([](const std::string& request) { return ok_answer(request.substr(0, request.find("\r\n"))); }));
  const ClientFixture client;
  CHECK(said(client.get(peer.url("/a?x=1"))) == "200 GET /a?x=1 HTTP/1.1");
  CHECK(said(client.send({.method = Method::post, .url = join_url(peer.url("/v1/"), "/b"), .body = "hello"})) ==
        "200 POST /v1/b HTTP/1.1");
  CHECK(said(client.send({.method = Method::del, .url = peer.url("/c")})) == "200 DELETE /c HTTP/1.1");
  CHECK(peer.connections() == 1);
  CHECK(peer.requests()[1].ends_with("Content-Length: 5\r\n\r\nhello"));
  CHECK(count_metric(client, "kontor_http_client_connections_total") == 1);
}

TEST_CASE("the server is told the caller's trace, as a span of its own") {
  const FakePeer peer(saying(ok_answer("")));
  const ClientFixture client;
  const auto trace = kontor::telemetry::TraceContext::start();
  REQUIRE(client.send({.url = peer.url(), .trace = trace}));
  const std::string request = peer.requests()[0];
  const auto at = request.find("traceparent: ");
  REQUIRE(at != std::string::npos);
  const auto seen = kontor::telemetry::TraceContext::parse(std::string_view(request).substr(at + 13, 55));
  REQUIRE(seen);
  CHECK(seen->trace() == trace.trace());
  CHECK(seen->span() != trace.span());
}

TEST_CASE("whatever way an answer is framed, it is read") {
  struct Case {
    std::string name, answer, expected;
  };
  const std::vector<Case> cases = {
      {"length", ok_answer("hello"), "200 hello"},
      {"chunks",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX: y\r\n\r\n",
       "200 hello world"},
      {"end of connection", "HTTP/1.1 200 OK\r\n\r\nhello", "200 hello"},
      {"version 1.0", "HTTP/1.0 200 OK\r\n\r\nhello", "200 hello"},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", "204 "},
      {"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "304 "},
      {"after interim answers",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok_answer("x"), "200 x"},
      {"failure", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", "503 busy"},
      {"large", ok_answer(std::string(1 << 20, 'x')), "200 " + std::string(1 << 20, 'x')},
  };
  for (const auto& [name, answer, expected] : cases) {
    INFO(name);
    const FakePeer peer(saying_once(answer));
    const ClientFixture client;
    CHECK((said(client.get(peer.url())) == expected));
  }
}

TEST_CASE("the answer to HEAD has a length and no body, and the connection goes on") {
  const FakePeer peer(saying("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nX-A:  b \r\n\r\n"));
  const ClientFixture client;
  for (int i = 0; i < 2; ++i) {
    const auto answer = client.send({.method = Method::head, .url = peer.url()});
    REQUIRE(answer);
    CHECK(answer->header("x-a") == "b");
    CHECK(answer->body.empty());
  }
  CHECK(peer.connections() == 1);
}

TEST_CASE("an answer that comes byte by byte is read") {
  const FakePeer peer([](FakePeer::Talk& talk) {
    if (!talk.request()) return;
    for (const char byte : ok_answer("hello")) talk.send({&byte, 1});
  });
  CHECK(said(ClientFixture().get(peer.url())) == "200 hello");
}

TEST_CASE("what is no whole answer is an error that says so, and may have run") {
  struct Case {
    std::string answer, code;
  };
  const std::vector<Case> cases = {
      {"", "connection_lost"},
      {"HTTP/1.1 200 OK\r\nContent-Le", "connection_lost"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "connection_lost"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "connection_lost"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "malformed_response"},
      {"HTTP/1.1 abc OK\r\n\r\n", "malformed_response"},
      {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "malformed_response"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "malformed_response"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "malformed_response"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "malformed_response"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "malformed_response"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'), "response_too_large"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "response_too_large"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + std::string(5000, 'x') + "\r\n0\r\n\r\n",
       "response_too_large"},
      {"HTTP/1.1 200 OK\r\n\r\n" + std::string(5000, 'x'), "response_too_large"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(5000, 'x') + "\r\n\r\n", "response_too_large"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(200000, 'x'), "response_too_large"},
  };
  ClientSettings settings;
  settings.max_head_bytes = 2048;
  settings.max_body_bytes = 4096;
  for (const auto& [answer, code] : cases) {
    INFO("'" << answer.substr(0, 80) << "'");
    const FakePeer peer(saying_once(answer));
    const auto result = ClientFixture(settings).get(peer.url());
    CHECK(said(result) == code);
    REQUIRE_FALSE(result);
    CHECK(may_have_run(result.error()));
    CHECK(result.error().kind == kontor::ErrorKind::unavailable);
  }
}

TEST_CASE("interim answers without end are no answer") {
  const FakePeer peer([](FakePeer::Talk& talk) {
    talk.request();
    while (talk.send("HTTP/1.1 100 Continue\r\n\r\n")) {
    }
  });
  CHECK(said(ClientFixture().get(peer.url())) == "malformed_response");
}

TEST_CASE("a server that says nothing, or never ends, costs the deadline and not more") {
  const std::vector<FakePeer::Script> scripts = {
      [](FakePeer::Talk& talk) { talk.client_goes(); },
      [](FakePeer::Talk& talk) {
        talk.request();
        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        while (!talk.client_goes(10ms)) talk.send("x");
      },
  };
  for (const auto& script : scripts) {
    const FakePeer peer(script);
    const auto began = std::chrono::steady_clock::now();
    const auto result = ClientFixture().get(peer.url(), 200);
    const auto took = std::chrono::steady_clock::now() - began;
    CHECK(said(result) == "timed_out");
    CHECK(may_have_run(result.error()));
    CHECK(took >= 200ms);
    CHECK(took < 5s);
  }
}

TEST_CASE("a server that takes no more bytes costs the deadline too") {
  const FakePeer peer([](FakePeer::Talk& talk) { talk.client_goes(); });
  const auto result =
      ClientFixture().send({.method = Method::put, .url = peer.url(), .body = std::string(32 << 20, 'x')}, 1000);
  CHECK(said(result) == "timed_out");
}

TEST_CASE("where nobody answers, nothing was sent and nothing can have run") {
  const ClientFixture client;
  const SilentPort closed(false);
  const SilentPort full(true);
  const FakePeer peer(saying(ok_answer("")));
  const std::vector<std::pair<std::string, int>> cases = {
      {closed.url(), 20000}, {full.url(), 200}, {"http://no-such-host.invalid/", 20000}, {peer.url(), 0}};
  for (const auto& [url, timeout_ms] : cases) {
    INFO(url);
    const auto result = client.get(url, timeout_ms);
    CHECK(said(result) == "connect_failed");
    REQUIRE_FALSE(result);
    CHECK_FALSE(may_have_run(result.error()));
    UNSCOPED_INFO(result.error().detail);
  }
  CHECK(peer.requests().empty());
}

TEST_CASE("a name is looked up") {
  const FakePeer peer(saying(ok_answer("found")));
  CHECK(said(ClientFixture().get(peer.url("/", "localhost"))) == "200 found");
  CHECK(peer.requests()[0].find("\r\nHost: localhost:") != std::string::npos);
}

TEST_CASE("a kept connection that the server closed in silence is not used again") {
  const FakePeer peer(saying_once(ok_answer("x")));
  const ClientFixture client;
  REQUIRE(client.get(peer.url()));
  REQUIRE(peer.closed(1));
  // Not even noticed by a request that must not be repeated.
  CHECK(said(client.send({.method = Method::post, .url = peer.url()})) == "200 x");
  CHECK(peer.connections() == 2);
  CHECK(count_metric(client, "kontor_http_client_stale_retries_total") == 0);
}

TEST_CASE("a kept connection that ends under a request is replaced once, if the request may be repeated") {
  struct Case {
    ClientRequest request;
    std::string expected;
    std::size_t requests;
  };
  const std::vector<Case> cases = {
      {{.method = Method::get}, "200 x", 3},
      {{.method = Method::post, .headers = {{"Idempotency-Key", "k1"}}}, "200 x", 3},
      {{.method = Method::post}, "connection_lost", 2},
  };
  for (const auto& [request, expected, requests] : cases) {
    // The first connection answers once and hangs up on the second request.
    std::atomic<int> connection{0};
    const FakePeer peer([&connection](FakePeer::Talk& talk) {
      const bool first = connection++ == 0;
      talk.request();
      talk.send(ok_answer("x"));
      if (talk.request() && !first) talk.send(ok_answer("x"));
    });
    const ClientFixture client;
    REQUIRE(client.get(peer.url()));
    ClientRequest second = request;
    second.url = peer.url();
    CHECK(said(client.send(second)) == expected);
    CHECK(peer.requests().size() == requests);
  }
}

TEST_CASE("what fails on a new connection, or after the answer began, is not tried again") {
  for (const std::string begun : {"", "HTTP/1.1 200"}) {
    const FakePeer peer([begun](FakePeer::Talk& talk) {
      if (talk.request()) talk.send(ok_answer("x"));
      if (talk.request()) talk.send(begun);
    });
    const ClientFixture client;
    REQUIRE(client.get(peer.url()));
    // After the retry on a new connection, its first request is answered: only what began to answer stays lost.
    CHECK(said(client.get(peer.url())) == (begun.empty() ? "200 x" : "connection_lost"));
  }
  const FakePeer closing([](FakePeer::Talk& talk) { talk.request(); });
  CHECK(said(ClientFixture().get(closing.url())) == "connection_lost");
  CHECK(closing.requests().size() == 1);
}

TEST_CASE("a connection is kept only if both sides meant it, and as long as the settings say") {
  const auto connections = [](const ClientSettings& settings, const std::string& answer) {
    const FakePeer peer(saying(answer));
    const ClientFixture client(settings);
    for (int i = 0; i < 3; ++i) REQUIRE(client.get(peer.url()));
    return peer.connections();
  };
  ClientSettings none_kept;
  none_kept.max_idle_per_host = 0;
  ClientSettings never_long;
  never_long.idle_timeout_ms = 0;
  CHECK(connections({}, ok_answer("x")) == 1);
  CHECK(connections(none_kept, ok_answer("x")) == 3);
  CHECK(connections(never_long, ok_answer("x")) == 3);
  CHECK(connections({}, ok_answer("x", "Connection: close\r\n")) == 3);
  CHECK(connections({}, ok_answer("x") + "unasked") == 3);
  CHECK(connections({}, "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx") == 3);
}

TEST_CASE("a refusal in the middle of a large request is read") {
  const FakePeer peer([](FakePeer::Talk& talk) {
    talk.head();
    talk.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
  });
  const auto result =
      ClientFixture().send({.method = Method::post, .url = peer.url(), .body = std::string(32 << 20, 'x')});
  CHECK(said(result) == "413 big");
}

TEST_CASE("what would break the framing is refused before anything is sent") {
  const FakePeer peer(saying(ok_answer("")));
  const ClientFixture client;
  const std::vector<ClientRequest> requests = {
      {.url = peer.url(), .headers = {{"X", "a\r\nY: b"}}},
      {.url = peer.url("/a b")},
      {.url = peer.url("/a\r\nX: y")},
      {.method = Method::other, .url = peer.url()},
      {.url = "ftp://127.0.0.1/"},
  };
  for (const auto& request : requests) CHECK(said(client.send(request)) == "invalid_request");
  CHECK(peer.connections() == 0);
}

TEST_CASE("a redirect is an answer unless the settings say to follow it") {
  const FakePeer target(saying(ok_answer("there")));
  const FakePeer peer(answering([&target](const std::string& request) {
    const std::string location = request.starts_with("GET /loop") ? "/loop" : target.url("/x", "localhost");
    return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n";
  }));
  ClientSettings following;
  following.max_redirects = 3;
  CHECK(said(ClientFixture().get(peer.url())) == "302 ");
  const ClientFixture client(following);
  CHECK(said(client.send({.url = peer.url(), .headers = {{"Authorization", "Bearer x"}}})) == "200 there");
  CHECK(target.requests().back().find("Authorization") == std::string::npos);
  CHECK(peer.requests().back().find("Authorization") != std::string::npos);
  const auto before = peer.requests().size();
  CHECK(said(client.get(peer.url("/loop"))) == "too_many_redirects");
  CHECK(peer.requests().size() == before + 4);
}

TEST_CASE("fifty threads at once each get their own answer") {
  const FakePeer peer(
      answering([](const std::string& request) { return ok_answer(request.substr(4, request.find(' ', 4) - 4)); }));
  const ClientFixture client;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 50; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string path = '/' + std::to_string(t) + '/' + std::to_string(i);
        if (said(client.get(peer.url(path))) == "200 " + path) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 1000);
  INFO("opened " << peer.connections() << " connections");
  CHECK(peer.connections() <= 500);
}
