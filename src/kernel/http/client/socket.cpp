#include "kernel/http/client/socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace kontor::http {

namespace {

Error connect_failed(const Origin& origin, std::string_view why) {
  return {ErrorKind::unavailable, "connect_failed", "No connection to " + origin.str() + ": " + std::string(why)};
}

// Waits until the descriptor is ready for `events`; false when the deadline passed.
bool wait_ready(int descriptor, short events, Deadline deadline) {
  pollfd ready{descriptor, events, 0};
  while (true) {
    // A rest below a millisecond still waits one: rounding down would spin.
    const int timeout_ms =
        deadline.passed() ? 0 : static_cast<int>(std::min<std::int64_t>(deadline.remaining().count() + 1, 1 << 30));
    const int count = ::poll(&ready, 1, timeout_ms);
    if (count > 0) return true;
    if (deadline.passed()) return false;
  }
}

IoResult plain_result(ssize_t returned, IoStatus wanted) {
  if (returned > 0) return {IoStatus::done, static_cast<std::size_t>(returned)};
  if (returned == 0) return {IoStatus::ended};
  if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) return {wanted};
  return {IoStatus::lost};
}

// OpenSSL's socket BIO writes with write(), which raises SIGPIPE on a closed connection; this one does not.
int write_without_signal(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const auto wrote =
      ::send(static_cast<int>(BIO_get_fd(bio, nullptr)), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (wrote < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(wrote);
}

BIO_METHOD* make_socket_method() {
  const BIO_METHOD* socket = BIO_s_socket();
  BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR, "kontor socket");
  BIO_meth_set_write(method, &write_without_signal);
  BIO_meth_set_read(method, BIO_meth_get_read(socket));
  BIO_meth_set_ctrl(method, BIO_meth_get_ctrl(socket));
  BIO_meth_set_create(method, BIO_meth_get_create(socket));
  BIO_meth_set_destroy(method, BIO_meth_get_destroy(socket));
  return method;
}

const BIO_METHOD* socket_method() {
  static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> method(make_socket_method(), &BIO_meth_free);
  return method.get();
}

bool is_ip_address(const std::string& host) {
  return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

// What the certificate has to be valid for.
bool expect_host(SSL* tls, const std::string& host) {
  if (is_ip_address(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1;
  return SSL_set1_host(tls, host.c_str()) == 1 && SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

}  // namespace

Result<std::unique_ptr<TlsTrust>> TlsTrust::load(const std::string& ca_file) {
  std::unique_ptr<TlsTrust> trust(new TlsTrust(SSL_CTX_new(TLS_client_method())));
  SSL_CTX* context = trust->context_;
  KONTOR_CHECK(context != nullptr, "OpenSSL makes a context");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (!ca_file.empty() && SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) != 1) {
    ERR_clear_error();
    return Error{ErrorKind::invalid, "ca_file_unusable", "No certificates could be read from " + ca_file};
  }
  return trust;
}

ssl_ctx_st* TlsTrust::context() const {
  std::call_once(system_read_, [this] { SSL_CTX_set_default_verify_paths(context_); });
  return context_;
}

TlsTrust::~TlsTrust() {
  SSL_CTX_free(context_);
}

ClientSocket::~ClientSocket() {
  if (tls_ != nullptr) {
    SSL_shutdown(tls_);  // says goodbye without waiting for the answer
    SSL_free(tls_);
    ERR_clear_error();
  }
  ::close(descriptor_);
}

std::unique_ptr<ClientSocket> ClientSocket::connect(const SocketAddress& address, Deadline deadline,
                                                    std::string& failure) {
  const int descriptor = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    failure = std::strerror(errno);
    return nullptr;
  }
  std::unique_ptr<ClientSocket> socket(new ClientSocket(descriptor));
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  int problem = 0;
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
    problem = errno;
    if (problem == EINPROGRESS) {
      socklen_t size = sizeof problem;
      if (!wait_ready(descriptor, POLLOUT, deadline))
        problem = ETIMEDOUT;
      else
        ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size);
    }
  }
  if (problem == 0) return socket;
  failure = std::strerror(problem);
  return nullptr;
}

Result<std::unique_ptr<ClientSocket>> ClientSocket::open(const Origin& origin,
                                                         const std::vector<SocketAddress>& addresses,
                                                         const TlsTrust& trust, Deadline deadline) {
  std::string failure = "no address";
  for (std::size_t i = 0; i < addresses.size() && !deadline.passed(); ++i) {
    // Each address gets its share of the time, or one that swallows packets would use it all.
    const auto share = deadline.remaining() / static_cast<int>(addresses.size() - i);
    auto socket = connect(addresses[i], Deadline::after(share), failure);
    if (!socket) continue;
    if (origin.secure) {
      auto secured = socket->start_tls(origin, trust, deadline);
      if (!secured) return std::move(secured).error();
    }
    return socket;
  }
  return connect_failed(origin, deadline.passed() ? "the time was up" : failure);
}

Result<void> ClientSocket::start_tls(const Origin& origin, const TlsTrust& trust, Deadline deadline) {
  ERR_clear_error();
  tls_ = SSL_new(trust.context());
  BIO* bio = BIO_new(socket_method());
  KONTOR_CHECK(tls_ != nullptr && bio != nullptr, "OpenSSL makes a session");
  BIO_set_fd(bio, descriptor_, BIO_NOCLOSE);
  SSL_set_bio(tls_, bio, bio);
  const bool expected = expect_host(tls_, origin.host);
  const IoResult shaken = complete(deadline, [this] { return tls_result(SSL_connect(tls_), 0); });
  if (expected && shaken.status == IoStatus::done) return {};
  if (shaken.status == IoStatus::timed_out) return connect_failed(origin, "no TLS before the time was up");
  return Error{ErrorKind::unavailable, "tls_failed", "No TLS with " + origin.str() + ": " + tls_failure()};
}

std::string ClientSocket::tls_failure() const {
  const long verified = SSL_get_verify_result(tls_);
  if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason != nullptr ? reason : "the other side ended the handshake";
}

template <class Step>
IoResult ClientSocket::complete(Deadline deadline, Step step) {
  while (true) {
    const IoResult result = step();
    if (result.status != IoStatus::wants_read && result.status != IoStatus::wants_write) return result;
    const short events = result.status == IoStatus::wants_read ? POLLIN : POLLOUT;
    if (!wait_ready(descriptor_, events, deadline)) return {IoStatus::timed_out};
  }
}

IoResult ClientSocket::tls_result(int returned, std::size_t bytes) {
  if (returned > 0) return {IoStatus::done, bytes};
  switch (SSL_get_error(tls_, returned)) {
    case SSL_ERROR_WANT_READ:
      return {IoStatus::wants_read};
    case SSL_ERROR_WANT_WRITE:
      return {IoStatus::wants_write};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStatus::ended};
    default:
      return {IoStatus::lost};  // a connection cut without goodbye included: the answer may be truncated
  }
}

IoResult ClientSocket::try_write(std::string_view bytes) {
  if (tls_ == nullptr) {
    return plain_result(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL), IoStatus::wants_write);
  }
  ERR_clear_error();
  std::size_t wrote = 0;
  const int returned = SSL_write_ex(tls_, bytes.data(), bytes.size(), &wrote);
  return tls_result(returned, wrote);
}

IoResult ClientSocket::try_read(std::span<char> buffer) {
  if (tls_ == nullptr) return plain_result(::recv(descriptor_, buffer.data(), buffer.size(), 0), IoStatus::wants_read);
  ERR_clear_error();
  std::size_t got = 0;
  const int returned = SSL_read_ex(tls_, buffer.data(), buffer.size(), &got);
  return tls_result(returned, got);
}

IoStatus ClientSocket::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const IoResult wrote = complete(deadline, [&] { return try_write(bytes); });
    if (wrote.status != IoStatus::done) return wrote.status;
    bytes.remove_prefix(wrote.bytes);
  }
  return IoStatus::done;
}

IoResult ClientSocket::read(std::span<char> buffer, Deadline deadline) {
  return complete(deadline, [&] { return try_read(buffer); });
}

bool ClientSocket::is_quiet() const {
  pollfd ready{descriptor_, POLLIN | POLLRDHUP, 0};
  return ::poll(&ready, 1, 0) == 0 && (tls_ == nullptr || SSL_pending(tls_) == 0);
}

}  // namespace kontor::http
