#include "kernel/http/request.hpp"

#include <array>

#include "kernel/core/text.hpp"

namespace kontor::http {

namespace {

// In the order of Method.
constexpr std::array<std::string_view, 8> kMethods = {"GET",   "HEAD",   "POST",    "PUT",
                                                      "PATCH", "DELETE", "OPTIONS", "other"};

}  // namespace

std::string_view to_string(Method method) {
  return kMethods[static_cast<std::size_t>(method)];
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (text::iequals(field, name)) return value;
  }
  return {};
}

}  // namespace kontor::http
