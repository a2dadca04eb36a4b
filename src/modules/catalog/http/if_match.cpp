#include "modules/catalog/http/if_match.hpp"

#include <array>

#include "kernel/core/text.hpp"

namespace kontor::catalog {

namespace {

// Strong comparison: a weak tag is nobody's.
std::optional<std::int64_t> version_in(std::string_view tag) {
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  tag = tag.substr(1, tag.size() - 2);
  return text::parse_int(tag.substr(0, tag.find('-')));
}

}  // namespace

std::string version_tag(std::int64_t version, std::string_view bytes) {
  std::array<std::uint8_t, 8> digest{};
  auto hash = text::stable_hash(bytes);
  for (auto& byte : digest) {
    byte = static_cast<std::uint8_t>(hash & 0xff);
    hash >>= 8;
  }
  return '"' + std::to_string(version) + '-' + text::hex(digest) + '"';
}

Result<SeenVersion> required_match(std::string_view if_match) {
  if (!if_match.empty()) return optional_match(if_match);
  return Error{ErrorKind::rejected, "precondition_required", "Say with If-Match which version is to be replaced."};
}

SeenVersion optional_match(std::string_view if_match) {
  if (if_match.empty() || text::trim(if_match) == "*") return SeenVersion::any();
  std::vector<std::int64_t> versions;
  for (const auto tag : text::split(if_match, ',')) {
    if (const auto version = version_in(text::trim(tag))) versions.push_back(*version);
  }
  return SeenVersion::one_of(std::move(versions));
}

}  // namespace kontor::catalog
