#include "kernel/http/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "kernel/core/check.hpp"

namespace kontor::http {
namespace {

// As zlib wants to be told which frame goes round the compressed bytes.
enum class Frame { zlib = 15, gzip = 15 + 16 };

std::string deflated(std::string_view bytes, int level, Frame frame) {
  z_stream stream{};
  const int window = static_cast<int>(frame);
  if (deflateInit2(&stream, level, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  KONTOR_CHECK(ended == Z_STREAM_END, "deflateBound is enough room");
  return out;
}

std::string brotli(std::string_view bytes, int quality) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string out(size, '\0');
  const bool done = BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                                          reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(out.data()));
  if (!done) throw std::bad_alloc();
  out.resize(size);
  return out;
}

}  // namespace

std::string compress(Encoding encoding, std::string_view bytes, Effort effort) {
  switch (encoding) {
    case Encoding::gzip:
      return deflated(bytes, effort == Effort::once ? 6 : 3, Frame::gzip);
    case Encoding::br:
      return brotli(bytes, effort == Effort::once ? 5 : 2);
    case Encoding::identity:
      break;
  }
  return std::string(bytes);
}

std::string zlib_stream(std::string_view bytes) {
  return deflated(bytes, Z_BEST_COMPRESSION, Frame::zlib);
}

bool is_compressible(std::string_view media_type) {
  static constexpr std::array<std::string_view, 9> kTypes = {
      "application/json", "application/problem+json",  "application/javascript",
      "application/xml",  "application/ld+json",       "application/wasm",
      "image/svg+xml",    "application/manifest+json", "application/openapi+json"};
  const auto type = media_type.substr(0, media_type.find(';'));
  return type.starts_with("text/") || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::string_view content_coding(Encoding encoding) {
  switch (encoding) {
    case Encoding::gzip:
      return "gzip";
    case Encoding::br:
      return "br";
    case Encoding::identity:
      break;
  }
  return {};
}

}  // namespace kontor::http
