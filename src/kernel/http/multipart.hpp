#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"

namespace kontor::http {

// A part of a form; the views point into what was read.
struct FormPart {
  std::string name;
  std::string_view content_type;  // empty: not said
  std::string_view content;
  bool is_file = false;  // it has a file's name, which is nobody's business here
};

inline constexpr std::size_t kMaxFormParts = 32;

// A multipart/form-data body (RFC 7578), at most kMaxFormParts of it. `invalid` with malformed_form, or
// unsupported_media_type where the Content-Type is another.
Result<std::vector<FormPart>> read_form(std::string_view content_type, std::string_view body);

// Whether it says multipart/form-data, whatever the case and the parameters.
bool is_form(std::string_view content_type);

}  // namespace kontor::http
