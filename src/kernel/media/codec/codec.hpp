#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/media/picture.hpp"
#include "kernel/media/prepare.hpp"

// The four formats. Bytes are whatever somebody sent: a codec refuses them or reads them, and never does anything else.
namespace kontor::media {

Error unsupported(std::string detail);
Error too_large(std::string detail);
Error broken(std::string detail);

// Whether a picture of this size may be read.
Result<void> check_size(std::uint64_t width, std::uint64_t height, const Limits& limits);

// A file with nothing in it but the picture.
struct Stripped {
  std::string bytes;
  int orientation = 1;   // as EXIF said
  bool may_stay = true;  // upright, in colours that browsers know
};
Result<Stripped> strip_jpeg(std::string_view bytes);
Result<Stripped> strip_png(std::string_view bytes);
Result<Stripped> strip_webp(std::string_view bytes);

struct Decoded {
  Picture picture;
  int width = 0;  // of the file; the picture may be smaller
  int height = 0;
};
// Not smaller than `enough` pixels on the longer side, which saves time and memory; 0: as large as it is.
Result<Decoded> decode_jpeg(std::string_view bytes, const Limits& limits, int enough);
Result<Decoded> decode_png(std::string_view bytes, const Limits& limits);
Result<Decoded> decode_webp(std::string_view bytes, const Limits& limits);
// The right way up.
Result<Decoded> decode_avif(std::string_view bytes, const Limits& limits);

// Throw std::bad_alloc where there is no memory for it.
std::string encode_jpeg(const Picture& picture, int quality);
std::string encode_png(const Picture& picture);
std::string encode_webp(const Picture& picture, int quality);

// What EXIF's TIFF block says; 1 where it says nothing that can be understood.
int orientation_in(std::string_view tiff);

}  // namespace kontor::media
