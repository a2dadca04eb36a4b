#include "kernel/media/prepare.hpp"

#include "kernel/core/format.hpp"
#include "kernel/media/codec/codec.hpp"

namespace kontor::media {

namespace {

constexpr int kOriginalQuality = 90;
constexpr int kSizeQuality = 80;

Result<Picture> whole(Result<Decoded> decoded) {
  if (!decoded) return std::move(decoded).error();
  return std::move(decoded->picture);
}

std::string encoded(Format format, const Picture& picture) {
  switch (format) {
    case Format::jpeg:
      return encode_jpeg(picture, kOriginalQuality);
    case Format::png:
      return encode_png(picture);
    default:
      return encode_webp(picture, kOriginalQuality);
  }
}

Result<Stripped> strip(Format format, std::string_view bytes) {
  switch (format) {
    case Format::jpeg:
      return strip_jpeg(bytes);
    case Format::png:
      return strip_png(bytes);
    default:
      return strip_webp(bytes);
  }
}

Result<Decoded> decode(Format format, std::string_view bytes, const Limits& limits, int enough) {
  switch (format) {
    case Format::jpeg:
      return decode_jpeg(bytes, limits, enough);
    case Format::png:
      return decode_png(bytes, limits);
    case Format::webp:
      return decode_webp(bytes, limits);
    default:
      return decode_avif(bytes, limits);
  }
}

void add_sizes(Prepared& prepared, const Picture& picture) {
  // Each from the next larger one; from the largest down, so that the picture itself is walked over once.
  Picture larger = reduced(picture, longest_side(kSizes.back()));
  for (std::size_t i = kSizes.size(); i-- > 0;) {
    larger = reduced(larger, longest_side(kSizes[i]));
    prepared.sizes[i] = encode_webp(larger, kSizeQuality);
  }
}

Result<Prepared> anew(Format format, const Picture& picture) {
  Prepared prepared{format, picture.width, picture.height, encoded(format, picture), {}};
  add_sizes(prepared, picture);
  return prepared;
}

Result<Prepared> prepare_as(Format format, std::string_view bytes, const Limits& limits) {
  constexpr int kAllOfIt = 0;
  if (format == Format::avif) {
    const auto picture = whole(decode(format, bytes, limits, kAllOfIt));
    return picture ? anew(Format::webp, *picture) : picture.error();
  }
  auto stripped = strip(format, bytes);
  if (!stripped) return std::move(stripped).error();
  if (!stripped->may_stay) {
    auto picture = whole(decode(format, stripped->bytes, limits, kAllOfIt));
    if (!picture) return std::move(picture).error();
    return anew(format, oriented(*std::move(picture), stripped->orientation));
  }
  const auto decoded = decode(format, stripped->bytes, limits, longest_side(kSizes.back()));
  if (!decoded) return decoded.error();
  Prepared prepared{format, decoded->width, decoded->height, std::move(stripped->bytes), {}};
  add_sizes(prepared, decoded->picture);
  return prepared;
}

}  // namespace

Result<Prepared> prepare(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) return too_large(kontor::format("It has more than {} bytes.", limits.bytes));
  const auto format = sniff(bytes);
  if (!format) return unsupported("It is no JPEG, PNG, WebP or AVIF.");
  auto prepared = prepare_as(*format, bytes, limits);
  if (prepared && prepared->original.size() > limits.bytes) {
    return too_large(kontor::format("Turned the right way up it has more than {} bytes.", limits.bytes));
  }
  return prepared;
}

}  // namespace kontor::media
