#include "kernel/http/fake_peer.hpp"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace kontor::http {

namespace {

std::size_t body_bytes(const std::string& head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

bool FakePeer::Talk::fill() {
  char buffer[16384];
  const auto got = tls_ != nullptr ? SSL_read(tls_, buffer, sizeof buffer) : ::recv(socket_, buffer, sizeof buffer, 0);
  if (got > 0) unread_.append(buffer, static_cast<std::size_t>(got));
  return got > 0;
}

std::optional<std::string> FakePeer::Talk::upto_blank_line() {
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  std::string head = unread_.substr(0, end + 4);
  unread_.erase(0, end + 4);
  return head;
}

std::optional<std::string> FakePeer::Talk::head() {
  auto head = upto_blank_line();
  if (!head) return std::nullopt;
  const std::lock_guard lock(peer_->mutex_);
  peer_->requests_.push_back(*head);
  return head;
}

std::optional<std::string> FakePeer::Talk::request() {
  auto request = upto_blank_line();
  if (!request) return std::nullopt;
  const std::size_t bytes = body_bytes(*request);
  while (unread_.size() < bytes) {
    if (!fill()) return std::nullopt;
  }
  request->append(unread_, 0, bytes);
  unread_.erase(0, bytes);
  const std::lock_guard lock(peer_->mutex_);
  peer_->requests_.push_back(*request);
  return request;
}

bool FakePeer::Talk::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                      : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool FakePeer::Talk::client_goes(std::chrono::milliseconds within) {
  pollfd gone{socket_, POLLRDHUP, 0};
  return ::poll(&gone, 1, static_cast<int>(within.count())) > 0;
}

FakePeer::FakePeer(Script script, ssl_ctx_st* tls)
    : script_(std::move(script)), tls_(tls), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("a peer has no port to listen on");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

FakePeer::~FakePeer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
}

void FakePeer::accept_all() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    ++connections_;
    open_.push_back(socket);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void FakePeer::serve(int socket) {
  Talk talk;
  talk.peer_ = this;
  talk.socket_ = socket;
  if (tls_ != nullptr) {
    talk.tls_ = SSL_new(tls_);
    SSL_set_fd(talk.tls_, socket);
  }
  if (talk.tls_ == nullptr || SSL_accept(talk.tls_) == 1) script_(talk);
  if (talk.tls_ != nullptr && !talk.cut_) SSL_shutdown(talk.tls_);
  SSL_free(talk.tls_);
  const std::lock_guard lock(mutex_);
  std::erase(open_, socket);
  ::close(socket);
  ++closed_;
  changed_.notify_all();
}

std::string FakePeer::url(std::string_view path, std::string_view host) const {
  return std::string(tls_ != nullptr ? "https://" : "http://")
      .append(host)
      .append(":" + std::to_string(port_))
      .append(path);
}

int FakePeer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::vector<std::string> FakePeer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool FakePeer::closed(int count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return closed_ >= count; });
}

FakePeer::Script answering(std::function<std::string(const std::string&)> answer) {
  return [answer = std::move(answer)](FakePeer::Talk& talk) {
    while (const auto request = talk.request()) talk.send(answer(*request));
  };
}

std::string ok_answer(std::string_view body, std::string_view fields) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(fields) + "\r\n" +
         std::string(body);
}

}  // namespace kontor::http
