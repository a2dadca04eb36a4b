#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/http/request.hpp"
#include "kernel/http/response.hpp"

namespace kontor::http {

struct WebSocketLimits {
  std::size_t max_message_bytes = 64 << 10;  // of one message that comes in; beyond it the client is closed with 1009
  std::size_t max_queued_bytes = 256 << 10;  // going out and not taken by the client; beyond it the client is dropped
  // After so long a silence the client is asked for a sign of life, after as long again it is dropped.
  std::chrono::milliseconds heartbeat = std::chrono::seconds(30);
};

// One client's WebSocket (RFC 6455), for text messages. A handler makes one, keeps it where messages come from, and
// answers with accept_websocket(). Safe from any thread; nothing blocks.
class WebSocket {
 public:
  // Gets the client's messages, one after the other, on a worker; while it runs nothing more is read from the client.
  // An exception closes with 1011. It may still be running when the WebSocket is over.
  using OnMessage = std::function<void(WebSocket& socket, std::string_view text)>;

  explicit WebSocket(OnMessage on_message, WebSocketLimits limits = {});

  // Text must be UTF-8. False: it is over, because the client left or broke the protocol, the server stops, close() was
  // called, or the client was so slow that this message found the queue full, which drops it.
  bool send(std::string_view text);
  // After what is queued. The first close counts. A code that must not be sent (RFC 6455 §7.4) is a bug.
  void close(std::uint16_t code = 1000, std::string_view reason = {});
  bool is_open() const;

  // For the edge. `wake` is called, from any thread, when there is something to take; not again before the next take(),
  // unless the client was dropped meanwhile.
  void attach(std::function<void()> wake);
  void detach();  // waits for a call of `wake` that is going on
  // Appends the frames that are queued. False: nothing will follow, and the last one closes.
  bool take(std::string& out);
  bool is_dropped() const;  // too slow
  void deliver(std::string_view text);
  const WebSocketLimits& limits() const { return limits_; }

 private:
  void wake();

  const OnMessage on_message_;
  const WebSocketLimits limits_;
  mutable std::mutex mutex_;
  std::string queued_;
  bool open_ = true;
  bool dropped_ = false;
  bool woken_ = false;
  std::function<void()> wake_;
};

// The answer that turns the connection into the WebSocket. A browser's page must come from the host that is asked or
// from one of `origins` (http.cors_origins; `*` is any); who names no Origin is no page. Errors: upgrade_required (426)
// when the request is no handshake of version 13, bad_request for a malformed one, forbidden for other origins.
// Neither subprotocols nor extensions are agreed to.
Result<Response> accept_websocket(const Request& request, std::shared_ptr<WebSocket> socket,
                                  std::span<const std::string> origins);

}  // namespace kontor::http
