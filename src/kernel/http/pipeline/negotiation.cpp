#include "kernel/http/pipeline/negotiation.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::http {
namespace {

constexpr int kFullQuality = 1000;
constexpr int kUnnamed = -1;

// The text up to the separator, trimmed; `rest` goes on behind it.
std::string_view next_part(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto part = text::trim(rest.substr(0, end));
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return part;
}

// "0.8" is 800. What is no qvalue counts as 0: the client did not say that it wants this.
int parse_quality(std::string_view digits) {
  if (digits.empty() || digits.size() > 5 || (digits[0] != '0' && digits[0] != '1')) return 0;
  if (digits.size() > 1 && digits[1] != '.') return 0;
  int quality = (digits[0] - '0') * kFullQuality;
  int weight = 100;
  for (const char digit : digits.substr(std::min<std::size_t>(2, digits.size()))) {
    if (digit < '0' || digit > '9') return 0;
    quality += (digit - '0') * weight;
    weight /= 10;
  }
  return std::min(quality, kFullQuality);
}

int quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    auto value = next_part(parameters, ';');
    const auto name = next_part(value, '=');
    if (text::iequals(name, "q")) return parse_quality(text::trim(value));
  }
  return kFullQuality;
}

// 3 for the same type, 2 for type/*, 1 for */*, 0 for another.
int specificity(std::string_view range, std::string_view media_type) {
  if (text::iequals(range, media_type)) return 3;
  if (range == "*/*") return 1;
  const auto slash = media_type.find('/');
  const bool same_type = range.size() == slash + 2 && range.ends_with("/*") &&
                         text::iequals(range.substr(0, slash), media_type.substr(0, slash));
  return same_type ? 2 : 0;
}

}  // namespace

Encoding choose_encoding(std::string_view accept_encoding) {
  int br = kUnnamed, gzip = kUnnamed, identity = kUnnamed, any = kUnnamed;
  while (!accept_encoding.empty()) {
    auto parameters = next_part(accept_encoding, ',');
    const auto coding = next_part(parameters, ';');
    const int quality = quality_of(parameters);
    if (text::iequals(coding, "br")) br = quality;
    if (text::iequals(coding, "gzip") || text::iequals(coding, "x-gzip")) gzip = quality;
    if (text::iequals(coding, "identity")) identity = quality;
    if (coding == "*") any = quality;
  }
  if (br == kUnnamed) br = std::max(any, 0);
  if (gzip == kUnnamed) gzip = std::max(any, 0);
  if (identity == kUnnamed) identity = 1;  // always allowed unless excluded, and never preferred
  if (br > 0 && br >= gzip && br >= identity) return Encoding::br;
  if (gzip > 0 && gzip >= identity) return Encoding::gzip;
  return Encoding::identity;
}

bool accepts(std::string_view accept, std::string_view media_type) {
  if (accept.empty() || accept == "*/*" || media_type == "*/*") return true;
  media_type = text::trim(media_type.substr(0, media_type.find(';')));
  int best = 0;
  int quality = 0;
  while (!accept.empty()) {
    auto parameters = next_part(accept, ',');
    const int rank = specificity(next_part(parameters, ';'), media_type);
    if (rank == 0 || rank < best) continue;
    best = rank;
    quality = quality_of(parameters);
  }
  return quality > 0;
}

bool is_json(std::string_view content_type) {
  if (!text::iequals(next_part(content_type, ';'), "application/json")) return false;
  while (!content_type.empty()) {
    auto value = next_part(content_type, ';');
    if (!text::iequals(next_part(value, '='), "charset")) continue;
    value = text::trim(value);
    if (!text::iequals(value, "utf-8") && !text::iequals(value, "\"utf-8\"")) return false;
  }
  return true;
}

std::optional<Weighted::Choice> Weighted::next() {
  if (rest_.empty()) return std::nullopt;
  auto parameters = next_part(rest_, ',');
  const auto value = next_part(parameters, ';');
  return Choice{value, quality_of(parameters)};
}

}  // namespace kontor::http
