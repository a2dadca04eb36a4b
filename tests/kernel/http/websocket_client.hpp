#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/http/edge/websocket_frames.hpp"
#include "kernel/http/raw_client.hpp"

namespace kontor::http {

std::string handshake(std::string_view path, std::string_view more_fields = {});

// A frame as a client has to send it.
std::string client_frame(Opcode opcode, std::string_view payload, bool final = true);
// The payload of a close frame.
std::string closing(std::uint16_t code, std::string_view reason = {});

struct ServerFrame {
  Opcode opcode = Opcode::continuation;
  std::string payload;

  bool operator==(const ServerFrame&) const = default;
};

// A client whose WebSocket is open. Every wait has a deadline.
class WebSocketClient {
 public:
  explicit WebSocketClient(int port, std::string_view path = "/ws");  // throws when it is not accepted

  bool send(Opcode opcode, std::string_view payload, bool final = true);
  bool say(std::string_view text) { return send(Opcode::text, text); }
  // nullopt when the connection ended, nothing came in time or it is no whole unmasked frame.
  std::optional<ServerFrame> next(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  std::optional<std::string> heard();  // the next text

  RawClient raw;
};

}  // namespace kontor::http
