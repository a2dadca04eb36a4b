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

Method method_of(std::string_view name) {
  for (std::size_t i = 0; i + 1 < kMethods.size(); ++i) {
    if (kMethods[i] == name) return static_cast<Method>(i);
  }
  return Method::other;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (text::iequals(field, name)) return value;
  }
  return {};
}

}  // namespace kontor::http
