#include "kernel/http/edge/chunked.hpp"

#include <algorithm>
#include <array>

#include "kernel/http/edge/field_syntax.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kMaxLineBytes = 1024;
constexpr std::size_t kMaxOverheadBytes = 4096;
constexpr std::size_t kMaxSizeDigits = 15;  // cannot overflow 64 bits

// RFC 9110 §6.5.1: what decides about framing, routing, authentication or the meaning of the body comes in the head.
bool is_forbidden_trailer(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kForbidden = {
      "Transfer-Encoding", "Content-Length", "Host",         "Connection",       "Trailer",       "TE",
      "Authorization",     "Cookie",         "Content-Type", "Content-Encoding", "Content-Range", "Expect"};
  return std::ranges::any_of(kForbidden, [name](std::string_view one) { return same_name(name, one); });
}

}  // namespace

ChunkDecoder::State ChunkDecoder::decode(std::string_view bytes, std::size_t& consumed, std::string& body) {
  consumed = 0;
  while (consumed < bytes.size()) {
    State state = State::more;
    if (part_ == Part::data) {
      state = take_data(bytes.substr(consumed), consumed, body);
    } else if (part_ == Part::data_end) {
      state = take_data_end(bytes[consumed++]);
    } else {
      state = take_line_byte(bytes[consumed++]);
    }
    if (state != State::more) return state;
  }
  return State::more;
}

ChunkDecoder::State ChunkDecoder::take_line_byte(char c) {
  if (seen_cr_) return c == '\n' ? end_line() : malformed("A line of the chunked body holds a bare CR.");
  if (c == '\n') return malformed("A line of the chunked body does not end with CR LF.");
  if (c == '\r') {
    seen_cr_ = true;
    return State::more;
  }
  if (line_.size() == kMaxLineBytes) return refuse("headers_too_large", "A line of the chunked body is too long.");
  line_.push_back(c);
  return State::more;
}

ChunkDecoder::State ChunkDecoder::end_line() {
  seen_cr_ = false;
  const State state = part_ == Part::size_line ? end_size_line() : end_trailer_line();
  line_.clear();
  return state;
}

ChunkDecoder::State ChunkDecoder::end_size_line() {
  const std::string_view line = line_;
  const std::size_t digits = std::min(line.find(';'), line.size());
  if (digits == 0 || digits > kMaxSizeDigits) return malformed("The size of a chunk is malformed.");
  chunk_left_ = 0;
  for (const char c : line.substr(0, digits)) {
    const int digit = hex_digit(c);
    if (digit < 0) return malformed("The size of a chunk is malformed.");
    chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
  }
  overhead_bytes_ += line.size() - digits;
  if (!is_field_value(line.substr(digits))) return malformed("A chunk extension holds control characters.");
  if (overhead_bytes_ > kMaxOverheadBytes) return refuse("headers_too_large", "The chunk extensions are too large.");
  if (chunk_left_ > max_body_bytes_ - body_bytes_) return refuse("payload_too_large", "The body is too large.");
  part_ = chunk_left_ == 0 ? Part::trailer_line : Part::data;
  return State::more;
}

ChunkDecoder::State ChunkDecoder::end_trailer_line() {
  const std::string_view line = line_;
  if (line.empty()) return State::complete;
  overhead_bytes_ += line.size();
  if (overhead_bytes_ > kMaxOverheadBytes) return refuse("headers_too_large", "The trailers are too large.");
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon)) || !is_field_value(line.substr(colon + 1))) {
    return malformed("A trailer is malformed.");
  }
  if (is_forbidden_trailer(line.substr(0, colon))) return malformed("A trailer may not hold this field.");
  return State::more;
}

ChunkDecoder::State ChunkDecoder::take_data(std::string_view bytes, std::size_t& used, std::string& body) {
  const std::size_t take = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_left_));
  body.append(bytes.substr(0, take));
  used += take;
  body_bytes_ += take;
  chunk_left_ -= take;
  if (chunk_left_ == 0) part_ = Part::data_end;
  return State::more;
}

ChunkDecoder::State ChunkDecoder::take_data_end(char c) {
  if (c != (seen_cr_ ? '\n' : '\r')) return malformed("A chunk is longer than its size.");
  if (seen_cr_) part_ = Part::size_line;
  seen_cr_ = !seen_cr_;
  return State::more;
}

ChunkDecoder::State ChunkDecoder::refuse(std::string_view code, std::string_view detail) {
  refusal_ = {code, detail};
  return State::refused;
}

}  // namespace kontor::http
