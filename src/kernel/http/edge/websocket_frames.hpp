#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// RFC 6455 frames, the server's side. Pure code, no I/O. Text messages only, no extensions.
namespace kontor::http {

enum class Opcode : std::uint8_t { continuation = 0x0, text = 0x1, binary = 0x2, close = 0x8, ping = 0x9, pong = 0xa };

namespace close_code {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kUnsupportedData = 1003;
inline constexpr std::uint16_t kNone = 1005;  // stands for a close without a code; never on the wire
inline constexpr std::uint16_t kInvalidText = 1007;
inline constexpr std::uint16_t kMessageTooBig = 1009;
inline constexpr std::uint16_t kInternalError = 1011;
}  // namespace close_code

// Reads what one client sends. The verdict is the same however the bytes arrive.
class FrameReader {
 public:
  enum class Event { more, message, ping, pong, close, failed };

  explicit FrameReader(std::size_t max_message_bytes) : max_message_bytes_(max_message_bytes) {}

  // Reads until something is complete or `bytes` end; `used` is how many it took. After `close` and `failed` nothing
  // more may be read.
  Event read(std::string_view bytes, std::size_t& used);

  // Until the next read():
  std::string_view message() const { return message_; }  // of Event::message: valid UTF-8
  std::string_view control() const { return control_; }  // the payload of a ping or pong
  // Of `close`: what the client gave, or kNone. Of `failed`: what to close with.
  std::uint16_t code() const { return code_; }

  void release_message();  // it was used: gives the memory of a large one back

 private:
  bool read_header(std::string_view bytes, std::size_t& used);
  bool judge_first_bytes();
  bool judge_control() const;
  bool judge_length();
  void read_payload(std::string_view bytes, std::size_t& used);
  Event end_frame();
  Event end_close();
  Event end_message();
  bool fail(std::uint16_t code);

  Opcode opcode() const { return static_cast<Opcode>(header_[0] & 0x0f); }
  bool is_final() const { return (header_[0] & 0x80) != 0; }
  bool is_control() const { return (header_[0] & 0x08) != 0; }

  static constexpr std::size_t kMostHeaderBytes = 14;

  const std::size_t max_message_bytes_;
  std::array<std::uint8_t, kMostHeaderBytes> header_{};
  std::size_t header_bytes_ = 0;
  std::size_t header_length_ = 2;
  bool in_payload_ = false;
  bool in_message_ = false;  // its last frame has not come
  bool failed_ = false;
  std::uint64_t payload_bytes_ = 0;
  std::uint64_t payload_read_ = 0;
  std::string message_;
  std::string control_;
  std::uint16_t code_ = close_code::kNone;
};

void write_frame(std::string& out, Opcode opcode, std::string_view payload);
// kNone writes neither code nor reason; a reason too long for a control frame is cut between characters.
void write_close(std::string& out, std::uint16_t code, std::string_view reason);

// Whether an endpoint may put the code into a close frame (RFC 6455 §7.4).
bool may_be_sent(std::uint16_t code);

}  // namespace kontor::http
