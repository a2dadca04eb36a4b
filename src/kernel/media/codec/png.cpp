#include <png.h>

#include <algorithm>
#include <array>
#include <new>

#include "kernel/media/codec/codec.hpp"

namespace kontor::media {

namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);

// libpng's simple interface: it catches its own jumps, and gives memory back.
struct Image : png_image {
  Image() : png_image() { version = PNG_IMAGE_VERSION; }
  ~Image() { png_image_free(this); }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
};

bool is_kept(std::string_view type) {
  static constexpr std::array<std::string_view, 8> kKept{"IHDR", "PLTE", "IDAT", "IEND",
                                                         "tRNS", "gAMA", "cHRM", "sRGB"};
  return std::ranges::find(kKept, type) != kKept.end();
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
  std::size_t length = 0;
  for (const char byte : bytes.substr(at, 4)) length = length << 8 | static_cast<std::uint8_t>(byte);
  return length;
}

}  // namespace

Result<Stripped> strip_png(std::string_view bytes) {
  constexpr std::size_t kAround = 12;  // length, type, checksum
  Stripped stripped{std::string(kSignature), 1, true};
  for (std::size_t at = kSignature.size(); bytes.size() - at >= kAround;) {
    const auto length = length_at(bytes, at);
    if (bytes.size() - at - kAround < length) break;
    const auto type = bytes.substr(at + 4, 4);
    if (is_kept(type)) {
      stripped.bytes += bytes.substr(at, kAround + length);
    } else if (type == "eXIf") {
      stripped.orientation = orientation_in(bytes.substr(at + 8, length));
      stripped.may_stay = stripped.orientation == 1;
    } else if (type.front() >= 'A' && type.front() <= 'Z') {
      return unsupported("It is a PNG of a kind of its own.");
    }
    if (type == "IEND") return stripped;
    at += kAround + length;
  }
  return broken("It is cut off.");
}

Result<Decoded> decode_png(std::string_view bytes, const Limits& limits) {
  Image image;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) {
    return broken("It cannot be read as a PNG.");
  }
  if (auto fits = check_size(image.width, image.height, limits); !fits) return std::move(fits).error();
  const bool has_alpha = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  image.format = has_alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  const auto width = static_cast<int>(image.width);
  const auto height = static_cast<int>(image.height);
  Picture picture(width, height, has_alpha ? 4 : 3);
  if (png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr) == 0) {
    return broken("It is cut off, or not the PNG that it says it is.");
  }
  return Decoded{std::move(picture), width, height};
}

std::string encode_png(const Picture& picture) {
  Image image;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = picture.channels == 4 ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.pixels.data(), 0, nullptr) == 0) {
    throw std::bad_alloc();
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace kontor::media
