#pragma once

#include <span>
#include <string_view>

// Files that are part of the binary (cmake/embed.cmake), so that it runs from any folder.
namespace kontor::embedded {

struct File {
  std::string_view path;  // relative to the embedded folder, with forward slashes
  std::string_view content;
};

}  // namespace kontor::embedded
