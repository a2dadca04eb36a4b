#include "kernel/http/websocket_client.hpp"

#include <array>
#include <stdexcept>

namespace kontor::http {

std::string handshake(std::string_view path, std::string_view more_fields) {
  return "GET " + std::string(path) +
         " HTTP/1.1\r\nHost: shop.example\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         std::string(more_fields) + "\r\n";
}

std::string client_frame(Opcode opcode, std::string_view payload, bool final) {
  static constexpr std::array<char, 4> kMask = {0x37, '\xfa', 0x21, 0x3d};
  std::string frame;
  write_frame(frame, opcode, payload);
  if (!final) frame[0] = static_cast<char>(frame[0] & 0x7f);
  frame[1] = static_cast<char>(frame[1] | 0x80);
  frame.resize(frame.size() - payload.size());
  frame.append(kMask.data(), kMask.size());
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ kMask[i % 4]);
  return frame;
}

std::string closing(std::uint16_t code, std::string_view reason) {
  return std::string{static_cast<char>(code >> 8), static_cast<char>(code)}.append(reason);
}

WebSocketClient::WebSocketClient(int port, std::string_view path) : raw(port) {
  raw.send(handshake(path));
  const auto answer = raw.answer_to_head();
  if (!answer || answer->status != 101) throw std::runtime_error("the WebSocket is not accepted");
}

bool WebSocketClient::send(Opcode opcode, std::string_view payload, bool final) {
  return raw.send(client_frame(opcode, payload, final));
}

std::optional<ServerFrame> WebSocketClient::next(std::chrono::milliseconds timeout) {
  const auto head = raw.take(2, timeout);
  if (!head) return std::nullopt;
  const auto number = [](std::string_view bytes) {
    std::size_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
    return value;
  };
  const std::size_t first = number(head->substr(0, 1));
  std::size_t length = number(head->substr(1));
  if ((first & 0xf0) != 0x80 || length > 127) return std::nullopt;
  if (length >= 126) {
    const auto longer = raw.take(length == 126 ? 2 : 8, timeout);
    if (!longer) return std::nullopt;
    length = number(*longer);
  }
  auto payload = raw.take(length, timeout);
  if (!payload) return std::nullopt;
  return ServerFrame{static_cast<Opcode>(first & 0x0f), *std::move(payload)};
}

std::optional<std::string> WebSocketClient::heard() {
  auto frame = next();
  if (!frame || frame->opcode != Opcode::text) return std::nullopt;
  return std::move(frame->payload);
}

}  // namespace kontor::http
