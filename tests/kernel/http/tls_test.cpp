#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <memory>

#include "kernel/http/fake_handler.hpp"
#include "kernel/http/raw_client.hpp"
#include "kernel/http/test_certificate.hpp"
#include "kernel/http/websocket_client.hpp"

namespace kontor::http {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
// A blocking TLS client that trusts anybody; every wait ends after ten seconds.
class TlsClient {
 public:
  TlsClient(int port, int max_version) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), max_version);
    static constexpr unsigned char kProtocols[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(context_.get(), kProtocols, sizeof kProtocols);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval limit{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
  }
  ~TlsClient() {
    ssl_.reset();
    ::close(socket_);
  }

  bool shake_hands() { return SSL_connect(ssl_.get()) == 1; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned int length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
  }
  bool send(const std::string& bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  // Until `end` was received; less when the connection ends.
  std::string read_until(std::string_view end) {
    std::string all;
    char some[16384];
    while (!all.ends_with(end)) {
      const int got = SSL_read(ssl_.get(), some, sizeof some);
      if (got <= 0) break;
      all.append(some, static_cast<std::size_t>(got));
    }
    return all;
  }
  // The server said goodbye as TLS wants it: nothing was cut off.
  bool closed_properly() {
    char byte;
    return SSL_read(ssl_.get(), &byte, 1) == 0 && SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN;
  }

 private:
  std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Free<SSL_free>> ssl_;
  int socket_ = -1;
};

HttpSettings secure(const TestCertificate& certificate) {
  auto settings = TestServer::quick_settings();
  settings.tls_certificate = certificate.file();
  settings.tls_key = certificate.key_file();
  return settings;
}

TEST_CASE("over TLS 1.2 and 1.3 a server answers as it does without") {
  const TestCertificate certificate("DNS:shop");
  TestServer server(secure(certificate));
  CHECK(server.server->url().starts_with("https://"));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CAPTURE(version);
    TlsClient client(server.port(), version);
    REQUIRE(client.shake_hands());
    CHECK(client.protocol() == "http/1.1");
    REQUIRE(client.send("GET /who HTTP/1.1\r\nHost: shop\r\n\r\n"));
    CHECK(client.read_until("tls").ends_with("\r\n\r\n127.0.0.1 tls"));
    const std::string body(300'000, 'b');
    REQUIRE(client.send("POST /slow/a HTTP/1.1\r\nHost: shop\r\nContent-Length: 300002\r\n\r\n" + body + "\r\n"));
    CHECK(client.read_until("b\r\n").ends_with("POST /slow/a " + body + "\r\n"));
    REQUIRE(client.send("GET /a HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"));
    CHECK(client.read_until("GET /a ").ends_with("GET /a "));
    CHECK(client.closed_properly());
  }
}

TEST_CASE("a stream of events that ends over TLS says goodbye") {
  const TestCertificate certificate("DNS:shop");
  TestServer server(secure(certificate));
  TlsClient client(server.port(), TLS1_3_VERSION);
  REQUIRE(client.shake_hands());
  REQUIRE(client.send("GET /events HTTP/1.1\r\nHost: shop\r\n\r\n"));
  CHECK(client.read_until("data: \n\n").ends_with("event: hello\ndata: \n\n"));
  server.handler.stream()->close();
  CHECK(client.closed_properly());
}

TEST_CASE("a WebSocket goes over TLS as it does without") {
  const TestCertificate certificate("DNS:shop");
  TestServer server(secure(certificate));
  TlsClient client(server.port(), TLS1_3_VERSION);
  REQUIRE(client.shake_hands());
  REQUIRE(client.send(handshake("/ws")));
  REQUIRE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  const std::string text(50'000, 't');
  REQUIRE(client.send(client_frame(Opcode::text, text + "!")));
  CHECK(client.read_until("!").ends_with(text + "!"));
  REQUIRE(client.send(client_frame(Opcode::close, "\x03\xe8")));
  CHECK(client.read_until("\x03\xe8") == "\x88\x02\x03\xe8");
  CHECK(client.closed_properly());
}

TEST_CASE("TLS 1.1 is refused") {
  const TestCertificate certificate("DNS:shop");
  TestServer server(secure(certificate));
  TlsClient client(server.port(), TLS1_1_VERSION);
  CHECK_FALSE(client.shake_hands());
}

TEST_CASE("over TLS an ambiguous request is refused as without") {
  const TestCertificate certificate("DNS:shop");
  TestServer server(secure(certificate));
  TlsClient client(server.port(), TLS1_3_VERSION);
  REQUIRE(client.shake_hands());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"));
  const std::string answer = client.read_until("bad_request");
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(client.closed_properly());
  CHECK(server.handler.served().empty());
}

TEST_CASE("who does not shake hands in time, or speaks no TLS, is cut") {
  const TestCertificate certificate("DNS:shop");
  auto settings = secure(certificate);
  settings.header_timeout_ms = 300;
  TestServer server(settings);
  RawClient silent(server.port());
  CHECK(silent.rest() == "");
  RawClient plain(server.port());
  plain.send("GET / HTTP/1.1\r\nHost: shop\r\n\r\n");
  CHECK(plain.closed_within());
  CHECK(server.handler.served().empty());
}

TEST_CASE("a running request over TLS is finished when the server stops") {
  const TestCertificate certificate("DNS:shop");
  TestServer server(secure(certificate));
  TlsClient client(server.port(), TLS1_3_VERSION);
  REQUIRE(client.shake_hands());
  REQUIRE(client.send("GET /block HTTP/1.1\r\nHost: shop\r\n\r\n"));
  REQUIRE(server.handler.wait_until_blocked(1));
  std::thread stopping([&] { server.server->stop(Deadline::after(std::chrono::seconds(10))); });
  server.handler.release();
  CHECK(client.read_until("GET /block ").ends_with("GET /block "));
  stopping.join();
}

TEST_CASE("a key of another certificate does not start") {
  const TestCertificate certificate("DNS:shop");
  const TestCertificate other("DNS:shop");
  TestServer server;
  auto settings = secure(certificate);
  settings.tls_key = other.key_file();
  const auto listening = Server::listen(settings, server.handler, server.log, server.metrics);
  REQUIRE_FALSE(listening);
  CHECK(listening.error().detail.find("does not belong to the http.tls_certificate") != std::string::npos);
}

}  // namespace
}  // namespace kontor::http
