#include "kernel/http/multipart.hpp"

#include <algorithm>
#include <optional>

#include "kernel/core/text.hpp"

namespace kontor::http {

namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046
constexpr std::size_t kMaxPartHead = 8 << 10;

Error malformed_form(std::string detail) {
  return {ErrorKind::invalid, "malformed_form", std::move(detail)};
}

// Up to a semicolon that is not within quotes.
std::string_view take_parameter(std::string_view& rest) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (rest[end] == '\\' && quoted && end + 1 < rest.size()) ++end;
  }
  const auto parameter = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return text::trim(parameter);
}

// Browsers write a quote within a name as %22, so what is quoted has no escapes.
std::optional<std::string> form_parameter(std::string_view field, std::string_view name) {
  take_parameter(field);
  while (!field.empty()) {
    const auto one = take_parameter(field);
    const auto equals = one.find('=');
    if (equals == one.npos || !text::iequals(text::trim(one.substr(0, equals)), name)) continue;
    auto value = text::trim(one.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return std::nullopt;
}

Result<FormPart> read_part(std::string_view part) {
  const auto end = part.substr(0, kMaxPartHead).find("\r\n\r\n");
  if (end == part.npos) return malformed_form("A part of the form has no end of its head.");
  FormPart read;
  read.content = part.substr(end + 4);
  std::optional<std::string> name;
  for (auto head = part.substr(0, end + 2); !head.empty();) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    const auto value = text::trim(line.substr(colon + 1));
    if (text::iequals(line.substr(0, colon), "Content-Type")) read.content_type = value;
    if (!text::iequals(line.substr(0, colon), "Content-Disposition")) continue;
    name = form_parameter(value, "name");
    read.is_file = form_parameter(value, "filename").has_value();
  }
  if (!name || !text::is_valid_utf8(*name)) return malformed_form("A part of the form has no name.");
  read.name = *std::move(name);
  return read;
}

}  // namespace

bool is_form(std::string_view content_type) {
  return text::iequals(take_parameter(content_type), "multipart/form-data");
}

Result<std::vector<FormPart>> read_form(std::string_view content_type, std::string_view body) {
  if (!is_form(content_type)) {
    return Error{ErrorKind::invalid, "unsupported_media_type", "The body must be multipart/form-data."};
  }
  const auto boundary = form_parameter(content_type, "boundary").value_or("");
  if (boundary.empty() || boundary.size() > kMaxBoundary) return malformed_form("The form says no boundary.");
  const auto first = "--" + boundary;
  const auto between = "\r\n" + first;
  // What stands before the first boundary is for nobody; there is hardly ever anything.
  auto at = body.starts_with(first) ? 0 : body.find(between);
  if (at == body.npos) return malformed_form("The form has no part.");
  at += at == 0 && body.starts_with(first) ? first.size() : between.size();
  std::vector<FormPart> parts;
  while (body.substr(at, 2) == "\r\n") {
    const auto end = body.find(between, at);
    if (end == body.npos) break;
    if (parts.size() == kMaxFormParts) return malformed_form("The form has too many parts.");
    auto part = read_part(body.substr(at + 2, end > at + 2 ? end - at - 2 : 0));
    if (!part) return std::move(part).error();
    parts.push_back(*std::move(part));
    at = end + between.size();
  }
  if (body.substr(at, 2) != "--") return malformed_form("The form has no end.");
  return parts;
}

}  // namespace kontor::http
