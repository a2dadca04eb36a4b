#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/media/format.hpp"

namespace kontor::media {

// The sizes that a picture is there in besides its own, by the longer side in pixels; a smaller one is not enlarged.
enum class Size { small, medium, large };
inline constexpr std::array kSizes{Size::small, Size::medium, Size::large};
int longest_side(Size size);
std::string_view to_string(Size size);

// What a stored picture is called: by the hash of its bytes, so that a name never means another picture. "<hash>.jpg";
// a smaller size of it is "<hash>-small.webp". Nothing else is a name: none leads out of a folder.
class Name {
 public:
  static Name of(std::string_view original, Format format);
  static std::optional<Name> parse(std::string_view text);

  // Of the same picture, which this is the original of.
  Name in_size(Size size) const;

  const std::string& str() const { return text_; }
  std::string_view hash() const { return std::string_view(text_).substr(0, kHashDigits); }
  std::string_view media_type() const { return media::media_type(format_); }

  bool operator==(const Name&) const = default;

 private:
  static constexpr std::size_t kHashDigits = 64;
  Name(std::string text, Format format) : text_(std::move(text)), format_(format) {}

  std::string text_;
  Format format_;
};

}  // namespace kontor::media
