#include "modules/catalog/seed/picture.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "modules/catalog/seed/png.hpp"

using namespace kontor::catalog::seed;

namespace {

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
  return number;
}

// The chunks by type; fails on a wrong signature or checksum.
std::map<std::string, std::string> chunks_of(const std::string& file) {
  REQUIRE(file.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  std::map<std::string, std::string> chunks;
  std::size_t at = 8;
  while (at < file.size()) {
    const auto size = number_at(file, at);
    const auto checked = file.substr(at + 4, size + 4);
    const auto expected = ::crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    CHECK(number_at(file, at + 8 + size) == expected);
    chunks[checked.substr(0, 4)] += checked.substr(4);
    at += size + 12;
  }
  return chunks;
}

std::string inflated(const std::string& compressed) {
  std::string rows(static_cast<std::size_t>(kPictureSide) * (kPictureSide + 1), '\0');
  auto size = static_cast<uLongf>(rows.size());
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(rows.data()), &size, reinterpret_cast<const Bytef*>(compressed.data()),
                     static_cast<uLong>(compressed.size())) == Z_OK);
  CHECK(size == rows.size());
  return rows;
}

}  // namespace

TEST_CASE("every family's picture is a PNG that can be decoded, and a small one") {
  for (int family = 0; family < kPictureFamilies; ++family) {
    const auto file = Picture(static_cast<PictureFamily>(family)).png(Colour::navy);
    INFO(to_string(static_cast<PictureFamily>(family)) << ": " << file.size() << " bytes");
    auto chunks = chunks_of(file);
    CHECK(number_at(chunks["IHDR"], 0) == kPictureSide);
    CHECK(number_at(chunks["IHDR"], 4) == kPictureSide);
    CHECK(file.size() < 20'000);
    CHECK(chunks.contains("IEND"));

    const auto rows = inflated(chunks["IDAT"]);
    const auto colours = chunks["PLTE"].size() / 3;
    std::set<std::uint8_t> used;
    for (std::size_t at = 0; at < rows.size(); ++at) {
      if (at % (kPictureSide + 1) != 0) used.insert(static_cast<std::uint8_t>(rows[at]));
    }
    CHECK(*used.rbegin() < colours);
    CHECK(used.size() > 40);
  }
}

TEST_CASE("a picture is the same each time, and its colours are its own") {
  const Picture cup(PictureFamily::cup);
  CHECK(cup.png(Colour::rose) == Picture(PictureFamily::cup).png(Colour::rose));
  CHECK(cup.png(Colour::rose) != cup.png(Colour::navy));
  CHECK(cup.png(Colour::rose) != Picture(PictureFamily::bag).png(Colour::rose));
}

TEST_CASE("each family and colour has a file of its own") {
  std::set<std::string> paths;
  for (int family = 0; family < kPictureFamilies; ++family) {
    for (int colour = 0; colour < kColours; ++colour) {
      paths.insert(picture_path(static_cast<PictureFamily>(family), static_cast<Colour>(colour)));
    }
  }
  CHECK(paths.size() == static_cast<std::size_t>(kPictureFamilies * kColours));
  CHECK(paths.contains("generated/cup-navy.png"));
}

TEST_CASE("edges blend the two tones that meet there") {
  Canvas canvas(8);
  constexpr Point kCentre[] = {{4, 4}};
  canvas.add({Form::line, Tone::body, 2.2F, kCentre});
  std::array<Rgb, kTones> tones{};
  tones[index_of(Tone::background)] = {0, 0, 0};
  tones[index_of(Tone::body)] = {240, 240, 240};
  const auto palette = palette_of({0, 0, 0}, {0, 0, 0}, tones);
  const auto at = [&](int x, int y) { return palette.at(canvas.pixels()[static_cast<std::size_t>(y * 8 + x)]).red; };
  CHECK(at(4, 4) == 240);
  CHECK(at(0, 0) == 0);
  CHECK(at(4, 1) > 0);
  CHECK(at(4, 1) < 240);
}
