#include "kernel/audit/entry.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::audit {

namespace {

void add(std::string& text, std::string_view member) {
  text += std::to_string(member.size());
  text += ':';
  text += member;
  text += ',';
}

int value_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

std::optional<crypto::Digest> digest_of(std::string_view hex) {
  crypto::Digest digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = value_of(hex[2 * i]);
    const int low = value_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(16 * high + low);
  }
  return digest;
}

}  // namespace

std::string canonical_text(const Entry& entry) {
  std::string text;
  add(text, std::to_string(entry.number));
  add(text, to_string(entry.at));
  add(text, entry.event_id.str());
  for (const auto* member : {&entry.action, &entry.subject, &entry.actor, &entry.correlation_id, &entry.before,
                             &entry.after, &entry.personal}) {
    add(text, *member);
  }
  return text;
}

crypto::Digest hash_of(const Entry& entry) {
  std::string bytes(entry.previous_hash.begin(), entry.previous_hash.end());
  bytes += canonical_text(entry);
  return crypto::sha256(bytes);
}

std::optional<Anchor> Anchor::parse(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto number = text::parse_int(text.substr(0, colon));
  const auto hash = digest_of(text.substr(colon + 1));
  if (!number || *number < 0 || !hash) return std::nullopt;
  return Anchor{*number, *hash};
}

std::string Anchor::str() const {
  return format("{}:{}", number, text::hex(hash));
}

}  // namespace kontor::audit
