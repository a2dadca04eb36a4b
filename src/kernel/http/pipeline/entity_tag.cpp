#include "kernel/http/pipeline/entity_tag.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "kernel/core/text.hpp"

namespace kontor::http {
namespace {

constexpr std::uint64_t kOddA = 0x9e3779b97f4a7c15;
constexpr std::uint64_t kOddB = 0xc2b2ae3d27d4eb4f;

// Every step of both lanes is a bijection of the state, so two texts that differ in one word never meet again.
struct Lanes {
  std::uint64_t a = kOddB;
  std::uint64_t b = kOddA;

  void take(std::uint64_t word) {
    a = std::rotl((a ^ word) * kOddA, 29);
    b = std::rotl(b + word, 31) * kOddB;
  }
};

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

std::string_view suffix_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::gzip:
      return "-gz";
    case Encoding::br:
      return "-br";
    case Encoding::identity:
      break;
  }
  return {};
}

// What is between the quotes, without the encoding's ending; empty for what is no tag.
std::string_view opaque_part(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return {};
  tag = tag.substr(1, tag.size() - 2);
  if (tag.ends_with("-gz") || tag.ends_with("-br")) tag.remove_suffix(3);
  return tag;
}

}  // namespace

std::string entity_tag_of(std::string_view bytes) {
  Lanes lanes;
  std::uint64_t word = 0;
  std::size_t at = 0;
  for (; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    lanes.take(word);
  }
  word = 0;
  if (at < bytes.size()) std::memcpy(&word, bytes.data() + at, bytes.size() - at);
  lanes.take(word);
  lanes.take(bytes.size());

  const std::array<std::uint64_t, 2> halves = {mix(lanes.a + lanes.b), mix(lanes.a ^ std::rotl(lanes.b, 17))};
  std::array<std::uint8_t, 16> digest{};
  std::memcpy(digest.data(), halves.data(), digest.size());
  return '"' + text::hex(digest) + '"';
}

void append_entity_tag(std::string& out, std::string_view tag, Encoding encoding) {
  if (tag.empty()) return;
  out.append(tag.substr(0, tag.size() - 1));
  out.append(suffix_of(encoding));
  out.push_back('"');
}

bool names_entity_tag(std::string_view list, std::string_view tag) {
  const auto wanted = opaque_part(tag);
  while (!list.empty()) {
    // A tag may hold a comma between its quotes.
    const auto opening = list.find('"');
    const auto closing = opening == std::string_view::npos ? opening : list.find('"', opening + 1);
    if (closing == std::string_view::npos) return text::trim(list) == "*";
    if (opaque_part(text::trim(list.substr(opening, closing - opening + 1))) == wanted) return true;
    list.remove_prefix(closing + 1);
  }
  return false;
}

}  // namespace kontor::http
