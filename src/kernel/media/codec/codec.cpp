#include "kernel/media/codec/codec.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"

namespace kontor::media {

namespace {

// Numbers of a TIFF block, in its own byte order; 0 behind its end.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with("II")) {}

  bool is_tiff() const { return (little_ || bytes_.starts_with("MM")) && number(2, 2) == 42; }
  std::uint32_t number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes_[at + (little_ ? size - 1 - i : i)]);
      value = value << 8 | byte;
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool little_;
};

}  // namespace

Error unsupported(std::string detail) {
  return {ErrorKind::invalid, "unsupported_image", std::move(detail)};
}

Error too_large(std::string detail) {
  return {ErrorKind::invalid, "image_too_large", std::move(detail)};
}

Error broken(std::string detail) {
  return {ErrorKind::invalid, "broken_image", std::move(detail)};
}

Result<void> check_size(std::uint64_t width, std::uint64_t height, const Limits& limits) {
  if (width == 0 || height == 0) return broken("It says that it has no pixels.");
  const auto side = static_cast<std::uint64_t>(limits.side);
  if (width <= side && height <= side && width * height <= limits.pixels) return {};
  return too_large(format("It says that it has {} x {} pixels; {} a side and {} in all are the most.", width, height,
                          limits.side, limits.pixels));
}

int orientation_in(std::string_view tiff) {
  constexpr std::uint32_t kOrientation = 0x0112;
  constexpr std::uint32_t kShort = 3;
  constexpr std::size_t kEntryBytes = 12;
  const Tiff block(tiff);
  if (!block.is_tiff()) return 1;
  const std::size_t directory = block.number(4, 4);
  const auto entries = block.number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const auto entry = directory + 2 + i * kEntryBytes;
    if (entry > tiff.size()) break;
    if (block.number(entry, 2) != kOrientation) continue;
    const auto value = block.number(entry + 2, 2) == kShort ? block.number(entry + 8, 2) : 1;
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace kontor::media
