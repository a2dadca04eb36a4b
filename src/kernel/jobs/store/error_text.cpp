#include "kernel/jobs/store/error_text.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::jobs {

namespace {
constexpr std::size_t kLongest = 500;
}

std::string error_text(const Error& error) {
  auto text = error.code + ": " + error.detail;
  std::replace(text.begin(), text.end(), '\0', '?');
  if (text.size() > kLongest) text.resize(kLongest);
  // Cut within a character, or never UTF-8 at all.
  while (!text.empty() && text.size() > kLongest - 4 && !text::is_valid_utf8(text)) text.pop_back();
  return text::is_valid_utf8(text) ? text : error.code;
}

}  // namespace kontor::jobs
