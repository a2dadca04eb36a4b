// Any bytes are a request, the beginning of one, or refused: and the verdict is the same however they arrive. So are
// the frames of a WebSocket.

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "fuzz/demand.hpp"
#include "kernel/core/text.hpp"
#include "kernel/http/edge/chunked.hpp"
#include "kernel/http/edge/framing.hpp"
#include "kernel/http/edge/websocket_frames.hpp"

using namespace kontor;
using namespace kontor::http;

namespace {

constexpr HeadLimits kLimits{2048, 1024, 20};
constexpr std::size_t kMaxBodyBytes = 4096;

// Sizes of pieces; the same bytes are always cut the same way, so that a failure can be repeated.
class Pieces {
 public:
  explicit Pieces(std::string_view bytes) : random_(text::stable_hash(bytes)) {}
  std::size_t next() { return 1 + random_() % (random_() % 4 == 0 ? 300 : 5); }

 private:
  std::minstd_rand random_;
};

struct Head {
  HeadState state = HeadState::incomplete;
  Request request;
  Framing framing;
  Refusal refusal;
};

Head head_of(std::string_view bytes) {
  Head head;
  head.state = read_head(bytes, kLimits, head.request, head.framing, head.refusal);
  return head;
}

Head head_in_pieces(std::string_view bytes) {
  Pieces pieces(bytes);
  Head head;
  for (std::size_t there = 0; head.state == HeadState::incomplete && there < bytes.size();) {
    there = std::min(bytes.size(), there + pieces.next());
    head = head_of(bytes.substr(0, there));
  }
  return head;
}

void check_unambiguous(std::string_view bytes, const Head& head) {
  const Framing& framing = head.framing;
  demand(framing.head_bytes <= std::min(bytes.size(), kLimits.head_bytes), "a head ends where there are bytes");
  demand(bytes.substr(0, framing.head_bytes).ends_with("\r\n\r\n"), "a head ends with an empty line");
  demand(!(framing.chunked && (framing.has_length || !framing.http_1_1)), "a body has one length");
  demand(head.request.headers.size() <= kLimits.fields, "fields are counted");
  const auto hosts =
      std::ranges::count_if(head.request.headers, [](const auto& field) { return text::iequals(field.first, "host"); });
  demand(hosts == 1 || (hosts == 0 && !framing.http_1_1), "there is one Host");
  for (const auto& [name, value] : head.request.headers) {
    demand(!name.empty() && name.find_first_of(" \t:") == name.npos, "a name is a token");
    demand(value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos, "a value is one line");
  }
}

Head check_head(std::string_view bytes) {
  const Head whole = head_of(bytes);
  const Head split = head_in_pieces(bytes);
  demand(whole.state == split.state, "a head has one verdict");
  demand(whole.refusal.code == split.refusal.code, "a head is refused for one reason");
  if (whole.state != HeadState::complete) return whole;
  demand(whole.request.headers == split.request.headers, "a head has the same fields");
  demand(whole.framing.head_bytes == split.framing.head_bytes, "a head has one end");
  check_unambiguous(bytes, whole);
  return whole;
}

struct Body {
  ChunkDecoder::State state = ChunkDecoder::State::more;
  std::string bytes;
  std::size_t used = 0;
  std::string_view refused;
};

template <class NextPiece>
Body decode(std::string_view bytes, NextPiece next_piece) {
  ChunkDecoder decoder(kMaxBodyBytes);
  Body body;
  while (body.state == ChunkDecoder::State::more && body.used < bytes.size()) {
    std::size_t used = 0;
    body.state = decoder.decode(bytes.substr(body.used, next_piece()), used, body.bytes);
    body.used += used;
  }
  body.refused = decoder.refusal().code;
  return body;
}

void check_body(std::string_view bytes) {
  Pieces pieces(bytes);
  const Body whole = decode(bytes, [&] { return bytes.size(); });
  const Body split = decode(bytes, [&] { return pieces.next(); });
  demand(whole.state == split.state && whole.refused == split.refused, "a body has one verdict");
  demand(whole.bytes == split.bytes && whole.used == split.used, "a body is the same bytes");
  demand(whole.bytes.size() <= kMaxBodyBytes, "a body keeps to its limit");
}

// Everything the reader says, one line an event.
template <class NextPiece>
std::string conversation(std::string_view bytes, NextPiece next_piece) {
  FrameReader reader(kMaxBodyBytes);
  std::string said;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, next_piece());
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      std::size_t used = 0;
      const auto event = reader.read(piece, used);
      piece.remove_prefix(used);
      demand(reader.message().size() <= kMaxBodyBytes && reader.control().size() <= 125, "frames keep to their limits");
      if (event == FrameReader::Event::message) {
        demand(text::is_valid_utf8(reader.message()), "a message is text");
        said.append(reader.message()) += '\n';
      } else if (event == FrameReader::Event::ping || event == FrameReader::Event::pong) {
        said.append(reader.control()) += '\n';
      } else if (event != FrameReader::Event::more) {
        demand(may_be_sent(reader.code()) || reader.code() == close_code::kNone, "a close has a code that may be sent");
        return said + std::to_string(reader.code());
      }
    }
  }
  return said;
}

void check_conversation(std::string_view bytes) {
  Pieces pieces(bytes);
  const std::string whole = conversation(bytes, [&] { return bytes.size(); });
  demand(whole == conversation(bytes, [&] { return pieces.next(); }), "a client says one thing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Head head = check_head(bytes);
  const bool chunked = head.state == HeadState::complete && head.framing.chunked;
  check_body(chunked ? bytes.substr(head.framing.head_bytes) : bytes);
  check_conversation(bytes);
  return 0;
}
