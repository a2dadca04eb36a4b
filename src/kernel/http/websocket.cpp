#include "kernel/http/websocket.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/edge/websocket_frames.hpp"

namespace kontor::http {

namespace {

constexpr std::string_view kKey = "Sec-WebSocket-Key";
constexpr std::string_view kKeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

auto fields_named(const Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [known, value] : request.headers) {
    if (text::iequals(known, name)) values.push_back(value);
  }
  return values;
}

bool lists(const Request& request, std::string_view name, std::string_view token) {
  for (const auto value : fields_named(request, name)) {
    for (const auto part : text::split(value, ',')) {
      if (text::iequals(text::trim(part), token)) return true;
    }
  }
  return false;
}

bool is_handshake(const Request& request) {
  const auto versions = fields_named(request, "Sec-WebSocket-Version");
  return request.method == Method::get && request.http_1_1 && lists(request, "Upgrade", "websocket") &&
         lists(request, "Connection", "upgrade") && versions.size() == 1 && versions.front() == "13";
}

// 16 bytes in base64.
bool is_key(std::string_view key) {
  const auto is_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), is_digit) &&
         std::string_view("AQgw").find(key[21]) != std::string_view::npos;
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key).append(kKeySuffix);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int length = 0;
  KONTOR_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr) == 1,
               "SHA-1 is available");
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64;
  const int written = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(length));
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(written)};
}

// TLS may end before us, so that the scheme the client used is known only from its Origin.
bool is_of_host(std::string_view origin, std::string_view host) {
  for (const auto& [scheme, port] : {std::pair<std::string_view, std::string_view>{"https://", ":443"},
                                     std::pair<std::string_view, std::string_view>{"http://", ":80"}}) {
    if (!origin.starts_with(scheme)) continue;
    if (host.ends_with(port)) host.remove_suffix(port.size());
    return text::iequals(origin.substr(scheme.size()), host);
  }
  return false;
}

bool is_welcome(const Request& request, std::span<const std::string> origins) {
  const auto named = fields_named(request, "Origin");
  if (named.empty()) return true;
  const auto known = [&](const std::string& origin) { return origin == "*" || origin == named.front(); };
  return named.size() == 1 &&
         (is_of_host(named.front(), request.header("Host")) || std::ranges::any_of(origins, known));
}

}  // namespace

WebSocket::WebSocket(OnMessage on_message, WebSocketLimits limits)
    : on_message_(std::move(on_message)), limits_(limits) {}

bool WebSocket::send(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!open_) return false;
  write_frame(queued_, Opcode::text, text);
  if (queued_.size() > limits_.max_queued_bytes) {
    queued_.clear();
    open_ = false;
    dropped_ = true;
    woken_ = false;
  }
  wake();
  return open_;
}

void WebSocket::close(std::uint16_t code, std::string_view reason) {
  KONTOR_CHECK(may_be_sent(code), "a close code that may be sent");
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  write_close(queued_, code, reason);
  open_ = false;
  wake();
}

bool WebSocket::is_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

void WebSocket::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void WebSocket::detach() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  queued_.clear();
  wake_ = nullptr;
}

bool WebSocket::take(std::string& out) {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  out += queued_;
  queued_.clear();
  return open_;
}

bool WebSocket::is_dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void WebSocket::deliver(std::string_view text) {
  on_message_(*this, text);
}

void WebSocket::wake() {
  if (woken_ || !wake_) return;
  woken_ = true;
  wake_();
}

Result<Response> accept_websocket(const Request& request, std::shared_ptr<WebSocket> socket,
                                  std::span<const std::string> origins) {
  if (!is_handshake(request)) {
    return Error{ErrorKind::invalid, "upgrade_required", "There is only a WebSocket here, of version 13."};
  }
  const auto keys = fields_named(request, kKey);
  if (keys.size() != 1 || !is_key(keys.front())) {
    return Error{ErrorKind::invalid, "bad_request", "The Sec-WebSocket-Key is not 16 bytes in base64."};
  }
  if (!is_welcome(request, origins)) {
    return Error{ErrorKind::forbidden, "forbidden", "Pages of this origin may not open a WebSocket here."};
  }
  Response response;
  response.status = 101;
  response.set("Upgrade", "websocket");
  response.set("Sec-WebSocket-Accept", accept_key(keys.front()));
  response.websocket = std::move(socket);
  return response;
}

}  // namespace kontor::http
