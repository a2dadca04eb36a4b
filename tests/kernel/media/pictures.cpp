#include "kernel/media/pictures.hpp"

#include <cstdio>  // jpeglib.h needs it

#include <avif/avif.h>
#include <jpeglib.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "kernel/media/codec/codec.hpp"

namespace kontor::media::pictures {

namespace {

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
}

void append_little(std::string& out, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

std::string png_chunk(std::string_view type, std::string_view content) {
  std::string chunk;
  append_number(chunk, static_cast<std::uint32_t>(content.size()));
  chunk.append(type).append(content);
  const auto* checked = reinterpret_cast<const Bytef*>(chunk.data() + 4);
  append_number(chunk, static_cast<std::uint32_t>(crc32(0, checked, static_cast<uInt>(chunk.size() - 4))));
  return chunk;
}

std::string jpeg_segment(char marker, std::string_view content) {
  const auto length = content.size() + 2;
  std::string segment{'\xff', marker, static_cast<char>(length >> 8), static_cast<char>(length & 0xff)};
  return segment.append(content);
}

std::string riff_chunk(std::string_view type, std::string_view content) {
  std::string chunk(type);
  append_little(chunk, static_cast<std::uint32_t>(content.size()), 4);
  chunk += content;
  if (content.size() % 2 == 1) chunk += '\0';
  return chunk;
}

std::string deflated_zeros(std::size_t count) {
  z_stream stream{};
  REQUIRE(deflateInit(&stream, 9) == Z_OK);
  const std::string zeros(1 << 16, '\0');
  std::string out;
  std::string room(1 << 16, '\0');
  while (count > 0 || stream.avail_in > 0) {
    if (stream.avail_in == 0) {
      const auto next = std::min(count, zeros.size());
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zeros.data()));
      stream.avail_in = static_cast<uInt>(next);
      count -= next;
    }
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    deflate(&stream, count == 0 ? Z_FINISH : Z_NO_FLUSH);
    out.append(room, 0, room.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  return out;
}

}  // namespace

Picture quarters(int width, int height, int channels) {
  Picture picture(width, height, channels);
  for (int y = 0; y < height; ++y) {
    auto* pixel = picture.row(y);
    for (int x = 0; x < width; ++x, pixel += channels) {
      const bool right = x >= width / 2;
      const bool below = y >= height / 2;
      const auto noise = static_cast<std::uint8_t>((x * 7 + y * 13) % 9);
      const auto on = static_cast<std::uint8_t>(250 - noise);
      pixel[0] = (right == below) ? on : noise;
      pixel[1] = right ? on : noise;
      pixel[2] = below ? on : noise;
      if (channels == 4) pixel[3] = 255;
    }
  }
  return picture;
}

std::string jpeg(const Picture& picture) {
  return encode_jpeg(picture, 92);
}

std::string png(const Picture& picture) {
  return encode_png(picture);
}

std::string webp(const Picture& picture) {
  return encode_webp(picture, 92);
}

std::string avif(const Picture& picture) {
  auto* image = avifImageCreate(static_cast<std::uint32_t>(picture.width), static_cast<std::uint32_t>(picture.height),
                                8, AVIF_PIXEL_FORMAT_YUV444);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, image);
  rgb.depth = 8;
  rgb.format = picture.channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.pixels = const_cast<std::uint8_t*>(picture.pixels.data());
  rgb.rowBytes = static_cast<std::uint32_t>(picture.width * picture.channels);
  REQUIRE(avifImageRGBToYUV(image, &rgb) == AVIF_RESULT_OK);
  auto* encoder = avifEncoderCreate();
  encoder->speed = 10;
  avifRWData out = AVIF_DATA_EMPTY;
  REQUIRE(avifEncoderWrite(encoder, image, &out) == AVIF_RESULT_OK);
  std::string bytes(reinterpret_cast<const char*>(out.data), out.size);
  avifRWDataFree(&out);
  avifEncoderDestroy(encoder);
  avifImageDestroy(image);
  return bytes;
}

std::string print_jpeg(const Picture& picture) {
  jpeg_error_mgr errors;
  jpeg_compress_struct info;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = 4;
  info.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_start_compress(&info, TRUE);
  // They write how little ink there is, so without black it is the light.
  std::vector<JSAMPLE> inks(static_cast<std::size_t>(picture.width) * 4, 255);
  for (int y = 0; y < picture.height; ++y) {
    for (std::size_t x = 0; x < static_cast<std::size_t>(picture.width); ++x) {
      std::copy_n(picture.row(y) + x * 3, 3, inks.begin() + static_cast<std::ptrdiff_t>(x * 4));
    }
    JSAMPROW row = inks.data();
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const std::string written(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return written;
}

std::string tiff(int orientation, std::string_view secret) {
  std::string block("MM\0\x2a\0\0\0\x08\0\x02", 10);
  block += std::string("\x01\x12\0\x03\0\0\0\x01\0", 9) + static_cast<char>(orientation) + std::string("\0\0", 2);
  block += std::string("\x01\x0e\0\x02", 4);  // a description
  append_number(block, static_cast<std::uint32_t>(secret.size()));
  append_number(block, static_cast<std::uint32_t>(block.size() + 8));
  return block + std::string(4, '\0') + std::string(secret);
}

std::string jpeg_with(const std::string& jpeg, int orientation, std::string_view secret) {
  const std::string text(secret);
  return jpeg.substr(0, 2) + jpeg_segment('\xe1', std::string("Exif\0\0", 6) + tiff(orientation, secret)) +
         jpeg_segment('\xfe', text) + jpeg_segment('\xe2', "ICC_PROFILE" + text) + jpeg_segment('\xed', text) +
         jpeg.substr(2) + text;
}

std::string png_with(const std::string& png, int orientation, std::string_view secret) {
  constexpr std::size_t kBehindHead = 8 + 25;
  const std::string text(secret);
  return png.substr(0, kBehindHead) + png_chunk("eXIf", tiff(orientation, secret)) +
         png_chunk("tEXt", std::string("Comment\0", 8) + text) + png.substr(kBehindHead) + text;
}

std::string webp_with(const std::string& webp, int orientation, std::string_view secret, int width, int height) {
  std::string head{'\x0c', 0, 0, 0};  // EXIF and XMP are there
  append_little(head, static_cast<std::uint32_t>(width - 1), 3);
  append_little(head, static_cast<std::uint32_t>(height - 1), 3);
  const auto chunks = riff_chunk("VP8X", head) + webp.substr(12) + riff_chunk("EXIF", tiff(orientation, secret)) +
                      riff_chunk("XMP ", secret);
  return riff_chunk("RIFF", "WEBP" + chunks) + std::string(secret);
}

std::string png_bomb(int side) {
  std::string head;
  append_number(head, static_cast<std::uint32_t>(side));
  append_number(head, static_cast<std::uint32_t>(side));
  head += std::string("\x01\0\0\0\0", 5);  // one bit a pixel
  const auto row = static_cast<std::size_t>(side) / 8 + 2;
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", head) +
         png_chunk("IDAT", deflated_zeros(row * static_cast<std::size_t>(side))) + png_chunk("IEND", "");
}

std::string lying(std::string jpeg, int width, int height) {
  const auto frame = jpeg.find("\xff\xc0");
  REQUIRE(frame != std::string::npos);
  std::string size;
  append_number(size, static_cast<std::uint32_t>(height) << 16 | static_cast<std::uint32_t>(width));
  return jpeg.replace(frame + 5, 4, size);
}

std::string colour_at(const Picture& picture, double x, double y) {
  const auto* pixel =
      picture.row(static_cast<int>(y * picture.height)) + static_cast<int>(x * picture.width) * picture.channels;
  const auto is = [&](bool red, bool green, bool blue) {
    const auto matches = [](std::uint8_t value, bool on) { return on ? value > 180 : value < 75; };
    return matches(pixel[0], red) && matches(pixel[1], green) && matches(pixel[2], blue);
  };
  if (is(true, false, false)) return "red";
  if (is(false, true, false)) return "green";
  if (is(false, false, true)) return "blue";
  return is(true, true, true) ? "white" : "";
}

std::string corners(const Picture& picture) {
  return colour_at(picture, 0.2, 0.2) + ' ' + colour_at(picture, 0.8, 0.2) + ' ' + colour_at(picture, 0.2, 0.8) + ' ' +
         colour_at(picture, 0.8, 0.8);
}

}  // namespace kontor::media::pictures
