#include "kernel/http/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "kernel/core/text.hpp"

namespace kontor::http {

std::string Answer::header(std::string_view name) const {
  for (const auto line : text::split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != line.npos && text::iequals(line.substr(0, colon), name)) {
      return std::string(text::trim(line.substr(colon + 1)));
    }
  }
  return {};
}

RawClient::RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to port " + std::to_string(port));
  }
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), ended_(other.ended_), unread_(std::move(other.unread_)) {}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::end_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void RawClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

std::optional<Answer> RawClient::answer(std::chrono::milliseconds timeout) {
  return next(true, timeout);
}

std::optional<Answer> RawClient::answer_to_head(std::chrono::milliseconds timeout) {
  return next(false, timeout);
}

std::optional<Answer> RawClient::next(bool with_body, std::chrono::milliseconds timeout) {
  const Moment deadline = Moment::clock::now() + timeout;
  std::size_t end = 0;
  while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(deadline)) return std::nullopt;
  }
  Answer answer;
  answer.head = unread_.substr(0, end + 2);
  answer.status = std::atoi(answer.head.c_str() + std::string_view("HTTP/1.1 ").size());
  unread_.erase(0, end + 4);
  const auto length = with_body ? std::strtoull(answer.header("Content-Length").c_str(), nullptr, 10) : 0;
  while (unread_.size() < length) {
    if (!fill(deadline)) return std::nullopt;
  }
  answer.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return answer;
}

bool RawClient::closed_within(std::chrono::milliseconds timeout) {
  const Moment deadline = Moment::clock::now() + timeout;
  while (fill(deadline)) unread_.clear();
  return ended_;
}

std::string RawClient::rest(std::chrono::milliseconds timeout) {
  const Moment deadline = Moment::clock::now() + timeout;
  while (fill(deadline)) continue;
  return std::exchange(unread_, {});
}

bool RawClient::received(std::string_view text, std::chrono::milliseconds timeout) {
  const Moment deadline = Moment::clock::now() + timeout;
  while (unread_.find(text) == std::string::npos) {
    if (!fill(deadline)) return false;
  }
  return true;
}

std::optional<std::string> RawClient::take(std::size_t bytes, std::chrono::milliseconds timeout) {
  const Moment deadline = Moment::clock::now() + timeout;
  while (unread_.size() < bytes) {
    if (!fill(deadline)) return std::nullopt;
  }
  std::string taken = unread_.substr(0, bytes);
  unread_.erase(0, bytes);
  return taken;
}

bool RawClient::fill(Moment deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Moment::clock::now());
  pollfd readable{socket_, POLLIN, 0};
  if (ended_ || left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 65536> some;
  const auto got = ::recv(socket_, some.data(), some.size(), 0);
  if (got <= 0) {
    ended_ = true;
    return false;
  }
  unread_.append(some.data(), static_cast<std::size_t>(got));
  return true;
}

}  // namespace kontor::http
