#include "kernel/http/edge/websocket_frames.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "kernel/http/websocket_client.hpp"

namespace kontor::http {
namespace {

using namespace std::string_literals;

constexpr std::size_t kMaxMessageBytes = 70'000;

// What the reader made of some bytes, one line per event: "message abc", "close 1000", "failed 1002".
std::vector<std::string> events_of(std::string_view bytes, std::size_t first_piece, std::size_t piece) {
  FrameReader reader(kMaxMessageBytes);
  std::vector<std::string> events;
  std::size_t there = std::min(first_piece, bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t used = 0;
    const auto event = reader.read(bytes.substr(at, there - at), used);
    at += used;
    if (at == there) there = std::min(there + piece, bytes.size());
    switch (event) {
      case FrameReader::Event::more:
        break;
      case FrameReader::Event::message:
        events.push_back("message " + std::string(reader.message()));
        break;
      case FrameReader::Event::ping:
        events.push_back("ping " + std::string(reader.control()));
        break;
      case FrameReader::Event::pong:
        events.push_back("pong " + std::string(reader.control()));
        break;
      case FrameReader::Event::close:
        return events.push_back("close " + std::to_string(reader.code())), events;
      case FrameReader::Event::failed:
        return events.push_back("failed " + std::to_string(reader.code())), events;
    }
  }
  return events;
}

struct Vector {
  const char* what;
  std::string bytes;
  std::vector<std::string> events;
};

// A masked frame of this first byte and this spelling of the length, without a payload.
std::string header(int first, std::initializer_list<int> length) {
  std::string bytes{static_cast<char>(first)};
  for (const int byte : length) bytes += static_cast<char>(byte);
  return bytes + "\1\2\3\4";
}

std::vector<Vector> good_vectors() {
  const auto frame = client_frame;
  const std::string longer(200, 'x');
  const std::string longest(66'000, 'y');
  return {
      {"the masked Hello of the RFC", "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", {"message Hello"}},
      {"an empty message", frame(Opcode::text, "", true), {"message "}},
      {"two in a row", frame(Opcode::text, "a", true) + frame(Opcode::text, "b", true), {"message a", "message b"}},
      {"a 16-bit length", frame(Opcode::text, longer, true), {"message " + longer}},
      {"a 64-bit length", frame(Opcode::text, longest, true), {"message " + longest}},
      {"fragments",
       frame(Opcode::text, "Hel", false) + frame(Opcode::continuation, "", false) +
           frame(Opcode::continuation, "lo", true),
       {"message Hello"}},
      {"a ping between fragments",
       frame(Opcode::text, "Hel", false) + frame(Opcode::ping, "there?", true) +
           frame(Opcode::continuation, "lo", true),
       {"ping there?", "message Hello"}},
      {"a character cut by fragments",
       frame(Opcode::text, "\xe2\x82", false) + frame(Opcode::continuation, "\xac", true),
       {"message \xe2\x82\xac"}},
      {"a pong nobody asked for", frame(Opcode::pong, "x", true), {"pong x"}},
      {"a ping of 125 bytes", frame(Opcode::ping, std::string(125, 'p'), true), {"ping " + std::string(125, 'p')}},
      {"a close", frame(Opcode::close, closing(1000, "done"), true) + "never read", {"close 1000"}},
      {"a close without a code", frame(Opcode::close, "", true), {"close 1005"}},
      {"a close of an application", frame(Opcode::close, closing(4999), true), {"close 4999"}},
  };
}

std::vector<Vector> refused_vectors() {
  const auto frame = client_frame;
  const std::string unfinished = frame(Opcode::text, "a", false);
  return {
      {"unmasked", "\x81\x05Hello", {"failed 1002"}},
      {"the first reserved bit", header(0xc1, {0x80}), {"failed 1002"}},
      {"the third reserved bit", header(0x91, {0x80}), {"failed 1002"}},
      {"an unknown opcode", header(0x83, {0x80}), {"failed 1002"}},
      {"an unknown control opcode", header(0x8b, {0x80}), {"failed 1002"}},
      {"binary", frame(Opcode::binary, "a", true), {"failed 1003"}},
      {"binary within a message", unfinished + frame(Opcode::binary, "a", true), {"failed 1002"}},
      {"a continuation of nothing", frame(Opcode::continuation, "a", true), {"failed 1002"}},
      {"a message within a message", unfinished + frame(Opcode::text, "a", true), {"failed 1002"}},
      {"a fragmented ping", frame(Opcode::ping, "a", false), {"failed 1002"}},
      {"a fragmented close", frame(Opcode::close, "", false), {"failed 1002"}},
      {"an oversized ping", frame(Opcode::ping, std::string(126, 'p'), true), {"failed 1002"}},
      {"a longer spelling of a length", header(0x81, {0xfe, 0, 125}), {"failed 1002"}},
      {"the longest spelling of a length", header(0x81, {0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff}), {"failed 1002"}},
      {"a negative length", header(0x81, {0xff, 0x80, 0, 0, 0, 0, 0, 0, 0}), {"failed 1002"}},
      {"a huge length", header(0x81, {0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), {"failed 1009"}},
      {"a byte too many", frame(Opcode::text, std::string(kMaxMessageBytes + 1, 'a'), true), {"failed 1009"}},
      {"a byte too many in fragments",
       frame(Opcode::text, std::string(kMaxMessageBytes, 'a'), false) + frame(Opcode::continuation, "a", true),
       {"failed 1009"}},
      {"no UTF-8", frame(Opcode::text, "\xc3\x28", true), {"failed 1007"}},
      {"a character that never ends", frame(Opcode::text, "\xe2\x82", true), {"failed 1007"}},
      {"half a close code", frame(Opcode::close, "\x03", true), {"failed 1002"}},
      {"a close code that is never sent", frame(Opcode::close, closing(1005), true), {"failed 1002"}},
      {"an unknown close code", frame(Opcode::close, closing(1016), true), {"failed 1002"}},
      {"a close code too large", frame(Opcode::close, closing(5000), true), {"failed 1002"}},
      {"a reason that is no text", frame(Opcode::close, closing(1000, "\xff"), true), {"failed 1007"}},
      {"after a good message",
       frame(Opcode::text, "a", true) + "\x81\x01"
                                        "b",
       {"message a", "failed 1002"}},
  };
}

void check_every_split(const Vector& vector) {
  CAPTURE(vector.what);
  CHECK(events_of(vector.bytes, vector.bytes.size(), 1) == vector.events);
  CHECK(events_of(vector.bytes, 1, 1) == vector.events);
  const std::size_t step = vector.bytes.size() > 1000 ? 997 : 1;
  for (std::size_t first = 1; first < vector.bytes.size(); first += step) {
    if (events_of(vector.bytes, first, vector.bytes.size()) != vector.events) FAIL("differs when cut at " << first);
  }
}

TEST_CASE("what a WebSocket client says is understood, wherever the bytes are cut") {
  for (const Vector& vector : good_vectors()) check_every_split(vector);
}

TEST_CASE("what breaks the WebSocket protocol is refused with its code, wherever the bytes are cut") {
  for (const Vector& vector : refused_vectors()) check_every_split(vector);
}

TEST_CASE("frames are written unmasked, with the shortest length") {
  const auto written = [](Opcode opcode, std::string_view payload) {
    std::string out;
    write_frame(out, opcode, payload);
    return out;
  };
  const auto zeros = [](std::size_t count) { return std::string(count, '0'); };
  CHECK(written(Opcode::text, "Hello") == "\x81\x05Hello");
  CHECK(written(Opcode::ping, "") == "\x89\x00"s);
  CHECK(written(Opcode::text, zeros(125)) == "\x81\x7d" + zeros(125));
  CHECK(written(Opcode::text, zeros(126)) == "\x81\x7e\x00\x7e"s + zeros(126));
  CHECK(written(Opcode::text, zeros(65535)) == "\x81\x7e\xff\xff" + zeros(65535));
  CHECK(written(Opcode::text, zeros(65536)) == "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + zeros(65536));
}

TEST_CASE("a close has its code and as much of the reason as fits, in whole characters") {
  const auto written = [](std::uint16_t code, std::string_view reason) {
    std::string out;
    write_close(out, code, reason);
    return out;
  };
  CHECK(written(close_code::kNormal, "done") ==
        "\x88\x06\x03\xe8"
        "done");
  CHECK(written(close_code::kNone, "unsaid") == "\x88\x00"s);
  CHECK(written(1000, std::string(200, 'r')) == "\x88\x7d\x03\xe8" + std::string(123, 'r'));
  std::string euros;
  for (int i = 0; i < 60; ++i) euros += "\xe2\x82\xac";
  CHECK(written(1000, "x" + euros) == "\x88\x7b\x03\xe8x" + euros.substr(0, 120));
}

}  // namespace
}  // namespace kontor::http
