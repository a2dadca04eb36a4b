#include <catch2/catch.hpp>

#include "kernel/http/client_fixture.hpp"
#include "kernel/http/fake_peer.hpp"
#include "kernel/http/test_certificate.hpp"

using namespace kontor::http;

namespace {

ClientSettings trusting(const TestCertificate& certificate) {
  ClientSettings settings;
  settings.ca_file = certificate.file();
  return settings;
}

FakePeer::Script hello() {
  return answering([](const std::string&) { return ok_answer("hello"); });
}

}  // namespace

TEST_CASE("a certificate that nobody vouches for is refused, and nothing is sent") {
  const TestCertificate certificate("IP:127.0.0.1");
  const FakePeer peer(hello(), certificate.server_context());
  const auto result = ClientFixture().get(peer.url());
  CHECK(said(result) == "tls_failed");
  REQUIRE_FALSE(result);
  INFO(result.error().detail);
  CHECK(result.error().detail.find("self-signed certificate") != std::string::npos);
  CHECK_FALSE(may_have_run(result.error()));
  CHECK(peer.requests().empty());
}

TEST_CASE("with its authority in the settings it is accepted, and the connection is kept") {
  const TestCertificate certificate("DNS:localhost,IP:127.0.0.1");
  const FakePeer peer(hello(), certificate.server_context());
  const ClientFixture client(trusting(certificate));
  CHECK(said(client.get(peer.url())) == "200 hello");
  CHECK(said(client.get(peer.url())) == "200 hello");
  CHECK(peer.connections() == 1);
  CHECK(said(client.get(peer.url("/", "localhost"))) == "200 hello");
}

TEST_CASE("a certificate of another name is refused although its authority is trusted") {
  const TestCertificate certificate("DNS:other.example,IP:192.0.2.1");
  const FakePeer peer(hello(), certificate.server_context());
  const ClientFixture client(trusting(certificate));
  CHECK(said(client.get(peer.url())) == "tls_failed");
  CHECK(said(client.get(peer.url("/", "localhost"))) == "tls_failed");
  CHECK(peer.requests().empty());
}

TEST_CASE("a server that speaks no TLS, or says nothing, is no secure server") {
  const FakePeer plain([](FakePeer::Talk& talk) { talk.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  const FakePeer silent([](FakePeer::Talk& talk) { talk.client_goes(); });
  const ClientFixture client;
  const auto secure = [](const FakePeer& peer) { return "https" + peer.url().substr(4); };
  CHECK(said(client.get(secure(plain))) == "tls_failed");
  CHECK(said(client.get(secure(silent), 200)) == "connect_failed");
}

TEST_CASE("an answer of unknown length that is cut without goodbye is not taken for whole") {
  const TestCertificate certificate("IP:127.0.0.1");
  for (const bool cut : {false, true}) {
    const FakePeer peer(
        [cut](FakePeer::Talk& talk) {
          talk.request();
          talk.send("HTTP/1.1 200 OK\r\n\r\nhello");
          if (cut) talk.cut();
        },
        certificate.server_context());
    CHECK(said(ClientFixture(trusting(certificate)).get(peer.url())) == (cut ? "connection_lost" : "200 hello"));
  }
}

TEST_CASE("a large request and a large answer pass through TLS") {
  const TestCertificate certificate("IP:127.0.0.1");
  const FakePeer peer(
      answering([](const std::string& request) { return ok_answer(request.substr(request.find("\r\n\r\n") + 4)); }),
      certificate.server_context());
  const std::string body(4 << 20, 'x');
  const auto result =
      ClientFixture(trusting(certificate)).send({.method = Method::put, .url = peer.url(), .body = body});
  REQUIRE(result);
  CHECK((result->body == body));
}

TEST_CASE("a file of authorities that cannot be read is said at once") {
  const kontor::telemetry::Log log({.level = kontor::telemetry::LogLevel::off});
  kontor::telemetry::Metrics metrics;
  ClientSettings settings;
  settings.ca_file = "/no/such/file.pem";
  const auto client = Client::create(settings, log, metrics);
  REQUIRE_FALSE(client);
  CHECK(client.error().detail.find("/no/such/file.pem") != std::string::npos);
}

TEST_CASE("secrets do not follow a redirect from https to http") {
  const TestCertificate certificate("IP:127.0.0.1");
  const FakePeer plain(hello());
  const FakePeer peer(answering([&plain](const std::string&) {
                        return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + plain.url() + "\r\n\r\n";
                      }),
                      certificate.server_context());
  ClientSettings settings = trusting(certificate);
  settings.max_redirects = 3;
  CHECK(said(ClientFixture(settings).get(peer.url())) == "302 ");
  CHECK(plain.connections() == 0);
}
