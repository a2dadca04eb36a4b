#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "kernel/http/edge/listen_address.hpp"
#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {
namespace {

std::string error_of_listening_on(TestServer& server, const std::string& address) {
  auto settings = TestServer::quick_settings();
  settings.listen = address;
  const auto listening = Server::listen(settings, server.handler, server.log, server.metrics);
  return listening ? std::string() : listening.error().detail;
}

TEST_CASE("an address to listen on is a host and a port") {
  struct Row {
    std::string_view text;
    std::string_view host;
    int port;
  };
  for (const Row& row : {Row{"127.0.0.1:8080", "127.0.0.1", 8080}, Row{"localhost:0", "localhost", 0},
                         Row{"[::1]:443", "::1", 443}, Row{":65535", "", 65535}}) {
    CAPTURE(row.text);
    const auto address = ListenAddress::parse(row.text);
    REQUIRE(address);
    CHECK(address->host == row.host);
    CHECK(address->port == row.port);
  }
  for (const std::string_view text : {"", "8080", "localhost", "localhost:", "localhost:http", "a:65536", "a:-1",
                                      "::1:80", "[::1]", "[]:80", "[::1:80", "a:b:80"}) {
    CAPTURE(text);
    const auto address = ListenAddress::parse(text);
    REQUIRE_FALSE(address);
    CHECK(address.error().detail.find("http.listen must be") != std::string::npos);
  }
}

TEST_CASE("the URL names the port that was really taken") {
  TestServer server;
  CHECK(server.port() > 0);
  CHECK(server.server->url() == "http://127.0.0.1:" + std::to_string(server.port()));
}

TEST_CASE("a server on localhost, or on all addresses, answers on the loopback address") {
  auto settings = TestServer::quick_settings();
  settings.listen = GENERATE("localhost:0", ":0", "0.0.0.0:0");
  TestServer server(settings);
  RawClient client(server.port());
  REQUIRE(client.send("GET /who HTTP/1.1\r\nHost: shop\r\n\r\n"));
  CHECK(client.answer()->body == "127.0.0.1");
}

TEST_CASE("what cannot be listened on is one line that says what to do") {
  TestServer server;
  const std::string taken = "127.0.0.1:" + std::to_string(server.port());
  CHECK(error_of_listening_on(server, taken) ==
        "Cannot listen on " + taken +
            ": Address already in use; stop the program that has it, or choose another port in http.listen.");
  CHECK(error_of_listening_on(server, "192.0.2.1:0").find("http.listen must be an address of this machine") !=
        std::string::npos);
  CHECK(
      error_of_listening_on(server, "no-such-host.invalid:0").starts_with("Cannot listen on no-such-host.invalid:0: "));
  CHECK(error_of_listening_on(server, "8080").starts_with("Cannot listen on \"8080\": http.listen must be "));
}

TEST_CASE("TLS files that cannot be used are one line that names them") {
  TestServer server;
  auto settings = TestServer::quick_settings();
  const auto error = [&] {
    const auto listening = Server::listen(settings, server.handler, server.log, server.metrics);
    return listening ? std::string() : listening.error().detail;
  };
  settings.tls_certificate = "/nowhere/shop.pem";
  CHECK(error() == "http.tls_certificate and http.tls_key must be set together.");
  settings.tls_key = "/nowhere/shop.key";
  CHECK(error().starts_with("Cannot use http.tls_key \"/nowhere/shop.key\": "));
}

}  // namespace
}  // namespace kontor::http
