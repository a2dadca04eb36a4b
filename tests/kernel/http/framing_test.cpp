#include "kernel/http/edge/framing.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/result.hpp"
#include "kernel/http/edge/chunked.hpp"
#include "kernel/http/framing_vectors.hpp"

namespace kontor::http {
namespace {

constexpr HeadLimits kLimits{16384, 8192, 100};
constexpr std::size_t kMaxBodyBytes = 1 << 20;

int status_of(const Refusal& refusal) {
  return http_status({ErrorKind::invalid, std::string(refusal.code), ""});
}

struct Reading {
  HeadState state;
  Request request;
  Framing framing;
  Refusal refusal;

  explicit Reading(std::string_view bytes) { state = read_head(bytes, kLimits, request, framing, refusal); }
};

// The body of a request, decoded; nullopt when it is refused or not complete.
std::optional<std::string> decode(std::string_view bytes, Refusal& refusal, std::size_t& used) {
  ChunkDecoder decoder(kMaxBodyBytes);
  std::string body;
  const auto state = decoder.decode(bytes, used, body);
  if (state == ChunkDecoder::State::refused) refusal = decoder.refusal();
  return state == ChunkDecoder::State::complete ? std::optional(body) : std::nullopt;
}

TEST_CASE("every ambiguous head is refused with its status") {
  for (const auto& vector : refused_heads()) {
    CAPTURE(vector.what);
    const Reading reading(vector.bytes);
    CHECK(reading.state == HeadState::refused);
    CHECK(status_of(reading.refusal) == vector.status);
    CHECK_FALSE(reading.refusal.detail.empty());
  }
}

TEST_CASE("every malformed chunked body is refused with its status") {
  for (const auto& vector : refused_bodies()) {
    CAPTURE(vector.what);
    const Reading reading(vector.bytes);
    REQUIRE(reading.state == HeadState::complete);
    Refusal refusal;
    std::size_t used = 0;
    CHECK_FALSE(decode(std::string_view(vector.bytes).substr(reading.framing.head_bytes), refusal, used));
    CHECK(status_of(refusal) == vector.status);
  }
}

TEST_CASE("good requests are accepted and say whether the connection stays") {
  for (const auto& vector : accepted_requests()) {
    CAPTURE(vector.what);
    const Reading reading(vector.bytes);
    CAPTURE(reading.refusal.detail);
    CHECK(reading.state == HeadState::complete);
    CHECK(reading.framing.keep_alive == vector.keep_alive);
  }
}

TEST_CASE("a head is incomplete until its last byte") {
  for (const auto& vector : accepted_requests()) {
    CAPTURE(vector.what);
    const std::size_t head_bytes = Reading(vector.bytes).framing.head_bytes;
    for (std::size_t size = 0; size < head_bytes; ++size) {
      if (Reading(vector.bytes.substr(0, size)).state != HeadState::incomplete) FAIL("complete after " << size);
    }
  }
}

TEST_CASE("the verdict on a head is the same when it arrives byte by byte") {
  for (const auto& vector : refused_heads()) {
    CAPTURE(vector.what);
    std::size_t size = 0;
    while (size < vector.bytes.size() && Reading(vector.bytes.substr(0, size)).state == HeadState::incomplete) ++size;
    const Reading reading(vector.bytes.substr(0, size));
    CHECK(reading.state == HeadState::refused);
    CHECK(status_of(reading.refusal) == vector.status);
  }
}

TEST_CASE("a request is taken apart as it was sent") {
  const std::string bytes =
      "POST /a%20b/c?x=1&y=2 HTTP/1.1\r\nHost: shop:8080\r\nX-One: \t a b \r\nEmpty:\r\nContent-Length: 5\r\n"
      "Expect: 100-Continue\r\n\r\nhelloGET";
  const Reading reading(bytes);
  REQUIRE(reading.state == HeadState::complete);
  const Request& request = reading.request;
  CHECK(request.method == Method::post);
  CHECK(request.target == "/a%20b/c?x=1&y=2");
  CHECK(request.path == "/a%20b/c");
  CHECK(request.query == "x=1&y=2");
  CHECK(request.header("x-one") == "a b");
  CHECK(request.header("empty").empty());
  CHECK(request.headers.size() == 5);
  CHECK(reading.framing.content_length == 5);
  CHECK(reading.framing.expects_continue);
  CHECK(bytes.substr(reading.framing.head_bytes) == "helloGET");
}

TEST_CASE("the path of an absolute target begins after its host") {
  CHECK(Reading("GET http://shop:80/a?b HTTP/1.1\r\nHost: shop:80\r\n\r\n").request.path == "/a");
  CHECK(Reading("GET http://shop?b HTTP/1.1\r\nHost: shop\r\n\r\n").request.path == "/");
  CHECK(Reading("GET http://shop?b HTTP/1.1\r\nHost: shop\r\n\r\n").request.query == "b");
  CHECK(Reading("GET http://shop HTTP/1.1\r\nHost: shop\r\n\r\n").request.path == "/");
}

TEST_CASE("a chunked body is decoded up to its end and no further, however it arrives") {
  const std::string bytes = "4;x=y\r\nwiki\r\nA\r\n0123456789\r\n0\r\nX-Checksum: 17\r\n\r\nGET / HTTP/1.1";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    CAPTURE(piece);
    ChunkDecoder decoder(kMaxBodyBytes);
    std::string body;
    std::size_t at = 0;
    auto state = ChunkDecoder::State::more;
    while (state == ChunkDecoder::State::more && at < bytes.size()) {
      std::size_t used = 0;
      state = decoder.decode(std::string_view(bytes).substr(at, piece), used, body);
      at += used;
    }
    CHECK(state == ChunkDecoder::State::complete);
    CHECK(body == "wiki0123456789");
    CHECK(bytes.substr(at) == "GET / HTTP/1.1");
  }
}

TEST_CASE("the chunks of a body may not exceed its limit together") {
  std::string body;
  std::size_t used = 0;
  ChunkDecoder fits(10);
  CHECK(fits.decode("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", used, body) == ChunkDecoder::State::complete);
  ChunkDecoder too_small(9);
  CHECK(too_small.decode("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", used, body) == ChunkDecoder::State::refused);
  CHECK(too_small.refusal().code == "payload_too_large");
}

}  // namespace
}  // namespace kontor::http
