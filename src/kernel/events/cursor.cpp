#include "kernel/events/cursor.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::events {

namespace {

constexpr std::uint64_t kMostTopics = INT16_MAX;
constexpr std::uint64_t kMostPartitions = 1024;

// Seven bits a byte, the lowest first; all but the last have the eighth bit.
void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

// nullopt at the end, for more than 63 bits, and for a spelling that is longer than it need be.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return byte == 0 && shift > 0 ? std::nullopt : std::optional(value);
  }
  return std::nullopt;
}

std::optional<Cursor::Places::value_type> take_place(std::string_view& bytes) {
  const auto topic = take_varint(bytes);
  const auto number = take_varint(bytes);
  const auto position = take_varint(bytes);
  if (!topic || !number || !position) return std::nullopt;
  if (*topic == 0 || *topic > kMostTopics || *number >= kMostPartitions || *position == 0) return std::nullopt;
  return Cursor::Places::value_type{{static_cast<int>(*topic), static_cast<int>(*number)},
                                    static_cast<std::int64_t>(*position)};
}

}  // namespace

std::optional<Cursor> Cursor::parse(std::string_view text) {
  const auto decoded = text::decode_base64url(text);
  if (!decoded) return std::nullopt;
  Cursor cursor;
  for (std::string_view bytes = *decoded; !bytes.empty();) {
    const auto place = take_place(bytes);
    const bool ascends = place && (cursor.places_.empty() || cursor.places_.rbegin()->first < place->first);
    if (!ascends) return std::nullopt;
    cursor.places_.insert(*place);
  }
  return cursor;
}

std::string Cursor::str() const {
  std::string bytes;
  for (const auto& [partition, position] : places_) {
    append_varint(bytes, static_cast<std::uint64_t>(partition.topic_id));
    append_varint(bytes, static_cast<std::uint64_t>(partition.number));
    append_varint(bytes, static_cast<std::uint64_t>(position));
  }
  return text::base64url(bytes);
}

std::int64_t Cursor::at(const Partition& partition) const {
  const auto found = places_.find(partition);
  return found == places_.end() ? 0 : found->second;
}

void Cursor::advance(const Partition& partition, std::int64_t position) {
  auto& place = places_[partition];
  place = std::max(place, position);
}

}  // namespace kontor::events
