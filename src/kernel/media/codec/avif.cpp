#include <avif/avif.h>

#include <memory>

#include "kernel/media/codec/codec.hpp"

namespace kontor::media {

namespace {

using Decoder = std::unique_ptr<avifDecoder, decltype(&avifDecoderDestroy)>;

Decoder decoder_within(const Limits& limits) {
  Decoder decoder(avifDecoderCreate(), &avifDecoderDestroy);
  if (!decoder) throw std::bad_alloc();
  decoder->codecChoice = AVIF_CODEC_CHOICE_AOM;  // the others say on stderr what they think of a file
  decoder->maxThreads = 1;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  decoder->imageSizeLimit = static_cast<std::uint32_t>(limits.pixels);
  decoder->imageDimensionLimit = static_cast<std::uint32_t>(limits.side);
  decoder->imageCountLimit = 1;
  return decoder;
}

// Turned against the clock first, mirrored then, as the file's properties are applied.
Picture upright(Picture picture, const avifImage& image) {
  static constexpr int kTurned[] = {1, 8, 3, 6};
  if ((image.transformFlags & AVIF_TRANSFORM_IROT) != 0) {
    picture = oriented(std::move(picture), kTurned[image.irot.angle % 4]);
  }
  if ((image.transformFlags & AVIF_TRANSFORM_IMIR) != 0) {
    picture = oriented(std::move(picture), image.imir.mode == 0 ? 4 : 2);
  }
  return picture;
}

}  // namespace

Result<Decoded> decode_avif(std::string_view bytes, const Limits& limits) {
  const auto decoder = decoder_within(limits);
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (avifDecoderSetIOMemory(decoder.get(), data, bytes.size()) != AVIF_RESULT_OK ||
      avifDecoderParse(decoder.get()) != AVIF_RESULT_OK) {
    return broken("It cannot be read as an AVIF, or is larger than it may be.");
  }
  const auto& image = *decoder->image;
  if (auto fits = check_size(image.width, image.height, limits); !fits) return std::move(fits).error();
  if (avifDecoderNextImage(decoder.get()) != AVIF_RESULT_OK) return broken("It is cut off, or not what it says it is.");
  // What the coded pixels say may differ from what the boxes around them said.
  if (auto fits = check_size(image.width, image.height, limits); !fits) return std::move(fits).error();
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, decoder->image);
  const bool has_alpha = image.alphaPlane != nullptr;
  Picture picture(static_cast<int>(image.width), static_cast<int>(image.height), has_alpha ? 4 : 3);
  rgb.depth = 8;
  rgb.format = has_alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.pixels = picture.pixels.data();
  rgb.rowBytes = static_cast<std::uint32_t>(picture.width * picture.channels);
  if (avifImageYUVToRGB(decoder->image, &rgb) != AVIF_RESULT_OK) return broken("Its colours cannot be read.");
  picture = upright(std::move(picture), image);
  const int width = picture.width;
  const int height = picture.height;
  return Decoded{std::move(picture), width, height};
}

}  // namespace kontor::media
