#include <webp/decode.h>
#include <webp/encode.h>

#include <new>

#include "kernel/media/codec/codec.hpp"

namespace kontor::media {

namespace {

constexpr std::size_t kRiffHead = 12;
constexpr std::size_t kChunkHead = 8;
constexpr char kAlphaFlag = 0x10;
constexpr char kAnimationFlag = 0x02;

std::size_t number_at(std::string_view bytes, std::size_t at) {
  std::size_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return number;
}

void append_chunk(std::string& out, std::string_view type, std::string_view content) {
  out += type;
  for (std::size_t i = 0; i < 4; ++i) out += static_cast<char>(content.size() >> (8 * i) & 0xff);
  out += content;
  if (content.size() % 2 == 1) out += '\0';
}

std::string in_riff(std::string_view chunks) {
  std::string file;
  append_chunk(file, "RIFF", "WEBP" + std::string(chunks));
  return file;
}

// The parts of a file that a still picture is made of.
struct Parts {
  std::string_view extended;  // VP8X
  std::string_view alpha;     // ALPH
  std::string_view lossy;     // VP8
  std::string_view lossless;  // VP8L
  std::string_view exif;
};

Result<Parts> parts_of(std::string_view bytes) {
  Parts parts;
  const auto end = std::min(bytes.size(), number_at(bytes, 4) + kChunkHead);
  for (std::size_t at = kRiffHead; at < end;) {
    if (end - at < kChunkHead) return broken("It is cut off.");
    const auto type = bytes.substr(at, 4);
    const auto length = number_at(bytes, at + 4);
    if (end - at - kChunkHead < length) return broken("It is cut off.");
    const auto content = bytes.substr(at + kChunkHead, length);
    if (type == "VP8X") parts.extended = content;
    if (type == "ALPH") parts.alpha = content;
    if (type == "VP8 ") parts.lossy = content;
    if (type == "VP8L") parts.lossless = content;
    if (type == "EXIF") parts.exif = content;
    at += kChunkHead + length + length % 2;
  }
  return parts;
}

}  // namespace

Result<Stripped> strip_webp(std::string_view bytes) {
  const auto parts = parts_of(bytes);
  if (!parts) return parts.error();
  const bool is_extended = parts->extended.size() >= 10;
  if (is_extended && (parts->extended[0] & kAnimationFlag) != 0) return unsupported("It moves.");
  if (parts->lossy.empty() == parts->lossless.empty()) return broken("It cannot be read as a WebP.");
  Stripped stripped;
  std::string chunks;
  if (!parts->alpha.empty() && is_extended && parts->lossless.empty()) {
    append_chunk(chunks, "VP8X", std::string{kAlphaFlag, 0, 0, 0} + std::string(parts->extended.substr(4, 6)));
    append_chunk(chunks, "ALPH", parts->alpha);
  }
  append_chunk(chunks, parts->lossy.empty() ? "VP8L" : "VP8 ", parts->lossy.empty() ? parts->lossless : parts->lossy);
  stripped.bytes = in_riff(chunks);
  constexpr std::string_view kIntroduction("Exif\0\0", 6);  // some programs write it, others do not
  const auto exif = parts->exif.starts_with(kIntroduction) ? parts->exif.substr(6) : parts->exif;
  stripped.orientation = orientation_in(exif);
  stripped.may_stay = stripped.orientation == 1;
  return stripped;
}

Result<Decoded> decode_webp(std::string_view bytes, const Limits& limits) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK) return broken("It cannot be read as a WebP.");
  const auto width = static_cast<std::uint64_t>(features.width);
  const auto height = static_cast<std::uint64_t>(features.height);
  if (auto fits = check_size(width, height, limits); !fits) return std::move(fits).error();
  const bool has_alpha = features.has_alpha != 0;
  Picture picture(features.width, features.height, has_alpha ? 4 : 3);
  const auto into = has_alpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  const auto* done =
      into(data, bytes.size(), picture.pixels.data(), picture.pixels.size(), picture.width * picture.channels);
  if (done == nullptr) return broken("It is cut off, or not the WebP that it says it is.");
  return Decoded{std::move(picture), features.width, features.height};
}

std::string encode_webp(const Picture& picture, int quality) {
  struct Frame : WebPPicture {
    ~Frame() { WebPPictureFree(this); }
  };
  struct Output : WebPMemoryWriter {
    Output() { WebPMemoryWriterInit(this); }
    ~Output() { WebPMemoryWriterClear(this); }
  };
  WebPConfig config;
  Frame frame;
  Output output;
  if (WebPConfigPreset(&config, WEBP_PRESET_PHOTO, static_cast<float>(quality)) == 0) throw std::bad_alloc();
  if (WebPPictureInit(&frame) == 0) throw std::bad_alloc();
  frame.width = picture.width;
  frame.height = picture.height;
  frame.writer = WebPMemoryWrite;
  frame.custom_ptr = static_cast<WebPMemoryWriter*>(&output);
  const auto import = picture.channels == 4 ? WebPPictureImportRGBA : WebPPictureImportRGB;
  const bool done =
      import(&frame, picture.pixels.data(), picture.width * picture.channels) != 0 && WebPEncode(&config, &frame) != 0;
  if (!done) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(output.mem), output.size};
}

}  // namespace kontor::media
