#include "kernel/http/pipeline/target.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"
#include "kernel/http/edge/field_syntax.hpp"

namespace kontor::http {
namespace {

constexpr int kBroken = -1;

// The byte that an escape at `at` stands for; kBroken when it is none.
int unescape(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return kBroken;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? kBroken : high * 16 + low;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out.push_back(plus_is_space && text[at] == '+' ? ' ' : text[at]);
      continue;
    }
    const int byte = unescape(text, at);
    if (byte < 0) return std::nullopt;
    out.push_back(static_cast<char>(byte));
    at += 2;
  }
  if (!text::is_valid_utf8(out)) return std::nullopt;
  return out;
}

// Follows a segment while it consists of dots only.
class DotSegment {
 public:
  void begin() { dots_ = 0, only_dots_ = true; }
  void take(int byte) { byte == '.' ? ++dots_ : only_dots_ = false; }
  bool found() const { return only_dots_ && (dots_ == 1 || dots_ == 2); }

 private:
  int dots_ = 0;
  bool only_dots_ = true;
};

}  // namespace

bool is_sound_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  DotSegment segment;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (path[at] == '/') {
      if (at > 0 && segment.found()) return false;
      segment.begin();
      continue;
    }
    int byte = static_cast<unsigned char>(path[at]);
    if (byte == '%') {
      byte = unescape(path, at);
      at += 2;
    }
    if (byte < 0x20 || byte == 0x7f || byte == '\\') return false;
    segment.take(byte);
  }
  return !segment.found();
}

std::optional<std::string> percent_decode(std::string_view text) {
  return decode(text, false);
}

QueryParameters parse_query(std::string_view query, std::vector<FieldProblem>& problems) {
  QueryParameters parameters;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto raw_name = pair.substr(0, pair.find('='));
    auto name = decode(raw_name, true);
    auto value = decode(pair.substr(std::min(pair.size(), raw_name.size() + 1)), true);
    if (name && value) {
      parameters.emplace_back(*std::move(name), *std::move(value));
      continue;
    }
    problems.push_back({"/" + name.value_or(""), "malformed_escape", "must be percent-encoded UTF-8"});
  }
  return parameters;
}

}  // namespace kontor::http
