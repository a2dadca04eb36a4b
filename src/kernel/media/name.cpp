#include "kernel/media/name.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::media {

namespace {

bool is_hash(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

int longest_side(Size size) {
  switch (size) {
    case Size::small:
      return 160;
    case Size::medium:
      return 480;
    case Size::large:
      return 1200;
  }
  return 1200;
}

std::string_view to_string(Size size) {
  switch (size) {
    case Size::small:
      return "small";
    case Size::medium:
      return "medium";
    case Size::large:
      return "large";
  }
  return "large";
}

Name Name::of(std::string_view original, Format format) {
  const auto digest = crypto::sha256(original);
  return {text::hex(digest) + '.' + std::string(ending(format)), format};
}

Name Name::in_size(Size size) const {
  return {std::string(hash()) + '-' + std::string(to_string(size)) + ".webp", Format::webp};
}

std::optional<Name> Name::parse(std::string_view text) {
  if (text.size() <= kHashDigits || !is_hash(text.substr(0, kHashDigits))) return std::nullopt;
  const auto rest = text.substr(kHashDigits);
  if (rest.starts_with('.')) {
    const auto format = format_of_ending(rest.substr(1));
    return format ? std::optional(Name(std::string(text), *format)) : std::nullopt;
  }
  for (const auto size : kSizes) {
    if (rest == '-' + std::string(to_string(size)) + ".webp") return Name(std::string(text), Format::webp);
  }
  return std::nullopt;
}

}  // namespace kontor::media
