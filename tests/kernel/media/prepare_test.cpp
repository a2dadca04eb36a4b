#include "kernel/media/prepare.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "kernel/media/codec/codec.hpp"
#include "kernel/media/pictures.hpp"

namespace kontor::media {
namespace {

using namespace pictures;

constexpr std::string_view kSecret = "52.5200 N, 13.4050 E: the photographer's garden";
const std::string kUpright = "red green blue white";

Prepared prepared(const std::string& bytes) {
  auto picture = prepare(bytes, {});
  INFO((picture ? "" : picture.error().code + ' ' + picture.error().detail));
  REQUIRE(picture);
  return *std::move(picture);
}

std::string refusal(const std::string& bytes, const Limits& limits = {}) {
  const auto picture = prepare(bytes, limits);
  if (picture) return "taken";
  CHECK(picture.error().kind == ErrorKind::invalid);
  return picture.error().code;
}

Picture decoded(Format format, const std::string& bytes) {
  const Limits limits;
  auto picture = format == Format::jpeg  ? decode_jpeg(bytes, limits, 0)
                 : format == Format::png ? decode_png(bytes, limits)
                                         : decode_webp(bytes, limits);
  REQUIRE(picture);
  return std::move(picture->picture);
}

Picture size_of(const Prepared& picture, Size size) {
  return decoded(Format::webp, picture.sizes[static_cast<std::size_t>(size)]);
}

std::string dimensions(const Picture& picture) {
  return std::to_string(picture.width) + 'x' + std::to_string(picture.height);
}

// A moving WebP: the flag is what matters.
std::string moving() {
  auto bytes = webp_with(webp(quarters(8, 8)), 1, "x", 8, 8);
  bytes[20] = '\x02';
  return bytes;
}

}  // namespace

TEST_CASE("a picture of each format is kept, and made smaller in three sizes") {
  const auto picture = quarters(1600, 900);
  const std::pair<std::string, Format> files[] = {{jpeg(picture), Format::jpeg},
                                                  {png(picture), Format::png},
                                                  {webp(picture), Format::webp},
                                                  {avif(quarters(640, 360)), Format::webp}};
  for (const auto& [bytes, format] : files) {
    const auto taken = prepared(bytes);
    const bool is_small = taken.width == 640;
    CHECK(taken.format == format);
    CHECK(taken.width * 9 == taken.height * 16);
    CHECK(corners(decoded(format, taken.original)) == kUpright);
    CHECK(dimensions(size_of(taken, Size::small)) == "160x90");
    CHECK(dimensions(size_of(taken, Size::medium)) == "480x270");
    CHECK(dimensions(size_of(taken, Size::large)) == (is_small ? "640x360" : "1200x675"));
    for (const auto size : kSizes) CHECK(corners(size_of(taken, size)) == kUpright);
    CHECK(taken.sizes[0].size() < 6000);
  }
}

TEST_CASE("what a file says besides the picture is not kept, and the picture is, bit by bit") {
  const auto picture = quarters(64, 48);
  const std::pair<std::string, std::string> files[] = {{jpeg(picture), jpeg_with(jpeg(picture), 1, kSecret)},
                                                       {png(picture), png_with(png(picture), 1, kSecret)},
                                                       {webp(picture), webp_with(webp(picture), 1, kSecret, 64, 48)}};
  for (const auto& [plain, telling] : files) {
    REQUIRE(telling.find(kSecret) != std::string::npos);
    const auto taken = prepared(telling);
    CHECK(taken.original.find(kSecret) == std::string::npos);
    for (const auto& bytes : taken.sizes) CHECK(bytes.find(kSecret) == std::string::npos);
    CHECK(decoded(taken.format, taken.original).pixels == decoded(taken.format, plain).pixels);
    CHECK(prepared(plain).original == taken.original);
  }
}

TEST_CASE("a picture is turned the way its camera was held") {
  const auto picture = quarters(64, 48);
  const auto turned = std::string("blue red white green");  // a quarter, with the clock
  const std::string files[] = {jpeg_with(jpeg(picture), 6, kSecret), png_with(png(picture), 6, kSecret),
                               webp_with(webp(picture), 6, kSecret, 64, 48)};
  for (const auto& bytes : files) {
    const auto taken = prepared(bytes);
    CHECK(taken.width == 48);
    CHECK(taken.height == 64);
    CHECK(corners(decoded(taken.format, taken.original)) == turned);
    CHECK(corners(size_of(taken, Size::small)) == turned);
    CHECK(taken.original.find(kSecret) == std::string::npos);
  }
}

TEST_CASE("all eight ways to hold a camera") {
  const auto picture = quarters(40, 30);
  const std::pair<int, std::string> table[] = {
      {1, "red green blue white"}, {2, "green red white blue"}, {3, "white blue green red"},
      {4, "blue white red green"}, {5, "red blue green white"}, {6, "blue red white green"},
      {7, "white green blue red"}, {8, "green white red blue"}, {9, "red green blue white"}};
  for (const auto& [orientation, expected] : table) {
    CAPTURE(orientation);
    CHECK(corners(oriented(picture, orientation)) == expected);
  }
}

TEST_CASE("a small picture is not enlarged") {
  const auto taken = prepared(png(quarters(100, 40)));
  for (const auto size : kSizes) CHECK(dimensions(size_of(taken, size)) == "100x40");
  CHECK(dimensions(reduced(quarters(3000, 1), 160)) == "160x1");
}

TEST_CASE("transparency stays, and what is transparent colours nothing") {
  auto picture = quarters(400, 400, 4);
  for (std::size_t at = 0; at < picture.pixels.size(); at += 4) {
    const bool is_column = at / 4 % 2 == 0;
    picture.pixels[at + 3] = is_column ? 0 : 255;
    if (is_column) picture.pixels[at] = picture.pixels[at + 1] = picture.pixels[at + 2] = 0;
  }
  const auto small = reduced(picture, 100);
  CHECK(corners(small) == kUpright);
  CHECK(std::abs(small.row(50)[50 * 4 + 3] - 128) <= 1);
  for (const auto& bytes : {png(picture), webp(picture), avif(picture)}) {
    const auto taken = prepared(bytes);
    CHECK(size_of(taken, Size::small).channels == 4);
    CHECK(decoded(taken.format, taken.original).channels == 4);
  }
}

TEST_CASE("light is averaged, not the numbers that stand for it") {
  Picture stripes(200, 200, 3);
  for (std::size_t at = 0; at < stripes.pixels.size(); at += 6) {
    for (std::size_t c = 0; c < 3; ++c) stripes.pixels[at + c] = 255;
  }
  const auto grey = reduced(stripes, 50);
  CHECK(std::abs(grey.row(25)[25 * 3] - 188) <= 1);  // half of the light; the mean of the numbers would be 128
}

TEST_CASE("what is cut off is refused, wherever it was cut") {
  const auto picture = quarters(64, 48);
  for (const auto& bytes : {jpeg(picture), png(picture), webp(picture), avif(picture)}) {
    for (std::size_t length = 1; length < bytes.size(); length += 1 + bytes.size() / 40) {
      CAPTURE(length, bytes.size());
      const auto said = refusal(bytes.substr(0, length));
      CHECK((said == "broken_image" || said == "unsupported_image"));
    }
  }
}

TEST_CASE("what is too large is refused before it is read") {
  CHECK(refusal(png_bomb(30'000)) == "image_too_large");
  CHECK(refusal(lying(jpeg(quarters(64, 48)), 65'000, 65'000)) == "image_too_large");
  CHECK(refusal(lying(jpeg(quarters(64, 48)), 9'000, 9'000)) == "image_too_large");
  CHECK(refusal(lying(jpeg(quarters(64, 48)), 640, 480)) == "broken_image");
  CHECK(refusal(png(quarters(300, 10)), {.side = 299}) == "image_too_large");
  CHECK(refusal(webp(quarters(300, 10)), {.side = 299}) == "image_too_large");
  CHECK(refusal(png(quarters(300, 10)), {.pixels = 2999}) == "image_too_large");
  CHECK(refusal(avif(quarters(64, 48)), {.pixels = 64 * 48 - 1}) != "taken");
  CHECK(refusal(png(quarters(300, 300)), {.bytes = 100}) == "image_too_large");
}

TEST_CASE("the type is what the bytes are, and nothing but the four is taken") {
  const std::string strangers[] = {"",
                                   "x",
                                   "<!doctype html><html><script>alert(1)</script></html>",
                                   "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
                                   "<?xml version=\"1.0\"?><svg/>",
                                   "GIF89a/*" + std::string(40, '\0') + "*/=1;alert(1)//",
                                   "BM" + std::string(100, '\0'),
                                   "%PDF-1.7 \x89PNG\r\n\x1a\n",
                                   std::string("\0\0\0\x18"
                                               "ftypheic\0\0\0\0mif1heic",
                                               24),
                                   "RIFF....WAVEfmt ",
                                   moving()};
  for (const auto& bytes : strangers) CHECK(refusal(bytes) == "unsupported_image");
  CHECK(refusal("\x89PNG\r\n\x1a\n<script>alert(1)</script>") != "taken");
  CHECK(refusal("\xff\xd8\xff<script>alert(1)</script>\xff\xd9") == "broken_image");
}

TEST_CASE("a picture for print becomes one of light") {
  const auto taken = prepared(print_jpeg(quarters(64, 48)));
  CHECK(taken.format == Format::jpeg);
  CHECK(corners(decoded(Format::jpeg, taken.original)) == kUpright);
  CHECK(corners(size_of(taken, Size::small)) == kUpright);
}

TEST_CASE("whatever is changed in a file, it is refused or a picture") {
  const auto picture = quarters(48, 32);
  const std::string seeds[] = {jpeg_with(jpeg(picture), 1, "x"), jpeg_with(jpeg(picture), 3, "x"),
                               png_with(png(quarters(48, 32, 4)), 1, "x"), webp_with(webp(picture), 1, "x", 48, 32),
                               avif(picture)};
  std::mt19937 random(7);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  const Limits limits{.bytes = 1 << 20, .pixels = 1 << 20, .side = 2000};
  int taken = 0;
  for (int round = 0; round < 1500; ++round) {
    auto bytes = seeds[below(std::size(seeds))];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      bytes[below(bytes.size())] = static_cast<char>(random());
    }
    if (below(8) == 0) bytes.erase(below(bytes.size()), 1 + below(20));
    const auto result = prepare(bytes, limits);
    if (result) {
      ++taken;
      CHECK(static_cast<std::uint64_t>(result->width) * static_cast<std::uint64_t>(result->height) <= limits.pixels);
    } else {
      CHECK(result.error().kind == ErrorKind::invalid);
    }
  }
  CHECK(taken > 0);
}

}  // namespace kontor::media
