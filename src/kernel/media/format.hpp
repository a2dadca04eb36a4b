#pragma once

#include <optional>
#include <string_view>

namespace kontor::media {

// The kinds of pictures that are taken.
enum class Format { jpeg, png, webp, avif };

// By the first bytes, whatever a name or a header says; nullopt for everything else.
std::optional<Format> sniff(std::string_view bytes);

std::string_view media_type(Format format);
// Of a file's name, without the dot.
std::string_view ending(Format format);
std::optional<Format> format_of_ending(std::string_view ending);

}  // namespace kontor::media
