#include "modules/catalog/http/members.hpp"

#include <algorithm>

#include "modules/catalog/http/views.hpp"

namespace kontor::catalog {

namespace {

// Behind the string that begins at `from`.
std::size_t end_of_string(std::string_view json, std::size_t from) {
  auto at = from + 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at + 1, json.size());
}

// Behind the value that begins at `from`: at the comma or the brace that ends it.
std::size_t end_of_value(std::string_view json, std::size_t from) {
  int depth = 0;
  for (auto at = from; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_string(json, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return json.size();
}

}  // namespace

std::vector<std::string> product_members() {
  std::vector<std::string> names;
  for (const auto& member : json::type_of<ProductView>().members) names.emplace_back(member.name);
  return names;
}

std::string with_members(std::string_view document, std::span<const std::string> names, std::string_view more) {
  std::string out = "{";
  for (std::size_t at = 1; at < document.size() && document[at] == '"';) {
    const auto name_end = end_of_string(document, at);
    const auto value_end = end_of_value(document, name_end + 1);
    const auto name = document.substr(at + 1, name_end - at - 2);
    if (names.empty() || std::ranges::find(names, name) != names.end()) {
      if (out.size() > 1) out += ',';
      out += document.substr(at, value_end - at);
    }
    at = value_end + 1;
  }
  if (!more.empty()) {
    if (out.size() > 1) out += ',';
    out += more;
  }
  return out += '}';
}

}  // namespace kontor::catalog
