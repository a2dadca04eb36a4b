#include "modules/catalog/seed/png.hpp"

#include <array>

#include "kernel/http/compression.hpp"

namespace kontor::catalog::seed {

namespace {

constexpr std::array<std::uint32_t, 256> kCrcOfByte = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    table[byte] = crc;
  }
  return table;
}();

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
}

void append_chunk(std::string& out, std::string_view type, std::string_view content) {
  append_number(out, static_cast<std::uint32_t>(content.size()));
  const auto start = out.size();
  out.append(type).append(content);
  append_number(out, crc32(std::string_view(out).substr(start)));
}

std::string header(int side) {
  constexpr std::string_view kEightBitPalette("\x08\x03\x00\x00\x00", 5);
  std::string content;
  append_number(content, static_cast<std::uint32_t>(side));
  append_number(content, static_cast<std::uint32_t>(side));
  return content.append(kEightBitPalette);
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes) crc = kCrcOfByte[(crc ^ static_cast<std::uint8_t>(c)) & 0xff] ^ crc >> 8;
  return ~crc;
}

std::string compressed_rows(std::span<const std::uint8_t> pixels, int side) {
  constexpr char kUnfiltered = 0;
  const auto width = static_cast<std::size_t>(side);
  std::string rows;
  rows.reserve(pixels.size() + width);
  for (std::size_t start = 0; start < pixels.size(); start += width) {
    rows += kUnfiltered;
    rows.append(pixels.begin() + static_cast<std::ptrdiff_t>(start),
                pixels.begin() + static_cast<std::ptrdiff_t>(start + width));
  }
  return http::zlib_stream(rows);
}

std::string indexed_png(int side, std::span<const Rgb> palette, std::string_view compressed) {
  std::string colours;
  for (const auto& colour : palette) {
    for (const auto part : {colour.red, colour.green, colour.blue}) colours += static_cast<char>(part);
  }
  std::string file("\x89PNG\r\n\x1a\n");
  append_chunk(file, "IHDR", header(side));
  append_chunk(file, "PLTE", colours);
  append_chunk(file, "IDAT", compressed);
  append_chunk(file, "IEND", {});
  return file;
}

}  // namespace kontor::catalog::seed
