#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/media/format.hpp"
#include "kernel/media/name.hpp"

namespace kontor::media {

// What a picture may be at most; held against what a file says of itself before memory is taken for it.
struct Limits {
  std::uint64_t bytes = 20 << 20;
  std::uint64_t pixels = 50'000'000;
  int side = 16'000;
};

// A picture as it is kept: without metadata, the right way up, and in smaller sizes.
struct Prepared {
  Format format;  // of the original
  int width = 0;
  int height = 0;
  std::string original;
  std::array<std::string, kSizes.size()> sizes;  // WebP, in the order of kSizes
};

// Takes any bytes. What is upright is kept as it came, bit by bit, less what is not the picture (EXIF, XMP, comments,
// colour profiles, whatever hangs behind it); what has to be turned is encoded anew, and an AVIF becomes a WebP.
// Colours are taken for sRGB. Computes for up to seconds and takes about four bytes of memory a pixel; no I/O, any
// thread.
//
// `invalid`: unsupported_image for what is none of the formats or moves, image_too_large, broken_image for what is cut
// off or not what it says it is.
Result<Prepared> prepare(std::string_view bytes, const Limits& limits);

}  // namespace kontor::media
