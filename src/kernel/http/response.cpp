#include "kernel/http/response.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::http {

Response::Response() = default;
Response::Response(const Response&) = default;
Response::Response(Response&&) noexcept = default;
Response& Response::operator=(const Response&) = default;
Response& Response::operator=(Response&&) noexcept = default;
Response::~Response() = default;

void Response::set(std::string_view name, std::string value) {
  std::replace_if(
      value.begin(), value.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }, ' ');
  for (auto& [known, current] : headers) {
    if (text::iequals(known, name)) {
      current = std::move(value);
      return;
    }
  }
  headers.emplace_back(name, std::move(value));
}

void Response::write_line(std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

std::string_view Response::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (text::iequals(known, name)) return value;
  }
  for (std::string_view rest = head; !rest.empty();) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    if (line.size() > name.size() && line[name.size()] == ':' && text::iequals(line.substr(0, name.size()), name)) {
      return text::trim(line.substr(name.size() + 1));
    }
  }
  return {};
}

std::string_view Response::bytes() const {
  return content ? content->encoded(encoding) : std::string_view(body);
}

}  // namespace kontor::http
