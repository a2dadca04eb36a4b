#include "kernel/http/edge/websocket_frames.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::http {

namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kLength16 = 126;
constexpr std::uint8_t kLength64 = 127;
constexpr std::size_t kMaskBytes = 4;
constexpr std::size_t kMostControlBytes = 125;
constexpr std::size_t kKeptMessageBytes = 4 << 10;

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

}  // namespace

FrameReader::Event FrameReader::read(std::string_view bytes, std::size_t& used) {
  used = 0;
  while (in_payload_ || read_header(bytes, used)) {
    in_payload_ = true;
    read_payload(bytes, used);
    if (payload_read_ < payload_bytes_) break;
    in_payload_ = false;
    header_bytes_ = 0;
    header_length_ = 2;
    const Event event = end_frame();
    if (event != Event::more) return event;
  }
  return failed_ ? Event::failed : Event::more;
}

void FrameReader::release_message() {
  message_.clear();
  if (message_.capacity() > kKeptMessageBytes) message_.shrink_to_fit();
}

// True when the header is complete. Each part is judged as soon as it is there.
bool FrameReader::read_header(std::string_view bytes, std::size_t& used) {
  while (!failed_ && header_bytes_ < header_length_ && used < bytes.size()) {
    header_[header_bytes_++] = static_cast<std::uint8_t>(bytes[used++]);
    if (header_bytes_ == 2 && !judge_first_bytes()) return false;
  }
  return !failed_ && header_bytes_ == header_length_ && judge_length();
}

bool FrameReader::judge_first_bytes() {
  if ((header_[0] & kReserved) != 0 || (header_[1] & kMasked) == 0) return fail(close_code::kProtocolError);
  switch (opcode()) {
    case Opcode::continuation:
      if (!in_message_) return fail(close_code::kProtocolError);
      break;
    case Opcode::text:
      if (in_message_) return fail(close_code::kProtocolError);
      break;
    case Opcode::binary:
      return fail(in_message_ ? close_code::kProtocolError : close_code::kUnsupportedData);
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
      if (!judge_control()) return fail(close_code::kProtocolError);
      break;
    default:
      return fail(close_code::kProtocolError);
  }
  const int length = header_[1] & ~kMasked;
  header_length_ = 2 + kMaskBytes + (length == kLength16 ? 2U : length == kLength64 ? 8U : 0U);
  return true;
}

bool FrameReader::judge_control() const {
  return is_final() && (header_[1] & ~kMasked) <= static_cast<int>(kMostControlBytes);
}

bool FrameReader::judge_length() {
  const std::size_t length_bytes = header_length_ - kMaskBytes - 2;
  payload_bytes_ = header_[1] & ~kMasked;
  if (length_bytes > 0) payload_bytes_ = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) payload_bytes_ = payload_bytes_ << 8 | header_[2 + i];
  // A length has one spelling, the shortest.
  if (length_bytes == 2 && payload_bytes_ < kLength16) return fail(close_code::kProtocolError);
  if (length_bytes == 8 && (payload_bytes_ <= 0xffff || payload_bytes_ >> 63 != 0)) {
    return fail(close_code::kProtocolError);
  }
  payload_read_ = 0;
  if (is_control()) {
    control_.clear();
    return true;
  }
  if (!in_message_) message_.clear();
  in_message_ = true;
  return payload_bytes_ <= max_message_bytes_ - message_.size() || fail(close_code::kMessageTooBig);
}

void FrameReader::read_payload(std::string_view bytes, std::size_t& used) {
  std::string& out = is_control() ? control_ : message_;
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>(payload_bytes_ - payload_read_, bytes.size() - used));
  const std::uint8_t* mask = header_.data() + header_length_ - kMaskBytes;
  const std::size_t begin = out.size();
  out.append(bytes.substr(used, count));
  for (std::size_t i = 0; i < count; ++i) {
    out[begin + i] = static_cast<char>(out[begin + i] ^ mask[(payload_read_ + i) % kMaskBytes]);
  }
  used += count;
  payload_read_ += count;
}

FrameReader::Event FrameReader::end_frame() {
  switch (opcode()) {
    case Opcode::ping:
      return Event::ping;
    case Opcode::pong:
      return Event::pong;
    case Opcode::close:
      return end_close();
    default:
      return is_final() ? end_message() : Event::more;
  }
}

FrameReader::Event FrameReader::end_message() {
  in_message_ = false;
  if (text::is_valid_utf8(message_)) return Event::message;
  fail(close_code::kInvalidText);
  return Event::failed;
}

FrameReader::Event FrameReader::end_close() {
  if (control_.empty()) return Event::close;
  const auto byte = [this](std::size_t at) { return static_cast<std::uint8_t>(control_[at]); };
  const auto code = control_.size() < 2 ? close_code::kNone : static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
  if (!may_be_sent(code)) {
    fail(close_code::kProtocolError);
  } else if (!text::is_valid_utf8(std::string_view(control_).substr(2))) {
    fail(close_code::kInvalidText);
  } else {
    code_ = code;
  }
  return failed_ ? Event::failed : Event::close;
}

bool FrameReader::fail(std::uint16_t code) {
  failed_ = true;
  code_ = code;
  return false;
}

void write_frame(std::string& out, Opcode opcode, std::string_view payload) {
  out += static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode));
  if (payload.size() < kLength16) {
    append_number(out, payload.size(), 1);
  } else if (payload.size() <= 0xffff) {
    append_number(out, kLength16, 1);
    append_number(out, payload.size(), 2);
  } else {
    append_number(out, kLength64, 1);
    append_number(out, payload.size(), 8);
  }
  out += payload;
}

void write_close(std::string& out, std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code != close_code::kNone) {
    append_number(payload, code, 2);
    std::size_t end = std::min(reason.size(), kMostControlBytes - payload.size());
    const auto cuts_a_character = [&] { return end < reason.size() && (reason[end] & 0xc0) == 0x80; };
    while (end > 0 && cuts_a_character()) --end;
    payload += reason.substr(0, end);
  }
  write_frame(out, Opcode::close, payload);
}

bool may_be_sent(std::uint16_t code) {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

}  // namespace kontor::http
