#include "kernel/media/format.hpp"

#include <algorithm>
#include <array>

namespace kontor::media {

namespace {

struct Row {
  Format format;
  std::string_view media_type;
  std::string_view ending;
};
constexpr std::array kRows{Row{Format::jpeg, "image/jpeg", "jpg"}, Row{Format::png, "image/png", "png"},
                           Row{Format::webp, "image/webp", "webp"}, Row{Format::avif, "image/avif", "avif"}};

const Row& row_of(Format format) {
  return *std::ranges::find(kRows, format, &Row::format);
}

// A file of boxes that begins with which brands it is: AVIF is one of many.
bool is_avif(std::string_view bytes) {
  constexpr std::size_t kShortest = 16;
  if (bytes.size() < kShortest || bytes.substr(4, 4) != "ftyp") return false;
  std::size_t box = 0;
  for (const char byte : bytes.substr(0, 4)) box = box << 8 | static_cast<unsigned char>(byte);
  const auto brands = bytes.substr(0, std::min(box, bytes.size()));
  for (std::size_t at = 8; at + 4 <= brands.size(); at += 4) {
    const bool is_version = at == 12;
    if (!is_version && brands.substr(at, 4) == "avif") return true;
  }
  return false;
}

}  // namespace

std::optional<Format> sniff(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return Format::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return Format::png;
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return Format::webp;
  if (is_avif(bytes)) return Format::avif;
  return std::nullopt;
}

std::string_view media_type(Format format) {
  return row_of(format).media_type;
}

std::string_view ending(Format format) {
  return row_of(format).ending;
}

std::optional<Format> format_of_ending(std::string_view ending) {
  const auto row = std::ranges::find(kRows, ending, &Row::ending);
  return row == kRows.end() ? std::nullopt : std::optional(row->format);
}

}  // namespace kontor::media
