#include "kernel/events/neighbours/message.hpp"

#include "kernel/core/text.hpp"

namespace kontor::events {

namespace {

constexpr std::string_view kHello = "hello";
constexpr std::string_view kEverywhere = "everywhere";

// 3.12
std::optional<Partition> parse_partition(std::string_view word) {
  const auto numbers = text::split(word, '.');
  if (numbers.size() != 2) return std::nullopt;
  const auto topic_id = text::parse_int(numbers[0]);
  const auto number = text::parse_int(numbers[1]);
  if (!topic_id || !number) return std::nullopt;
  return Partition{static_cast<int>(*topic_id), static_cast<int>(*number)};
}

}  // namespace

std::string NeighbourMessage::str() const {
  std::string text = from.str();
  if (kind == Kind::hello) return text.append(" ").append(kHello);
  if (kind == Kind::everywhere) return text.append(" ").append(kEverywhere);
  for (const auto& partition : partitions) {
    text += ' ' + std::to_string(partition.topic_id) + '.' + std::to_string(partition.number);
  }
  return text;
}

std::optional<NeighbourMessage> NeighbourMessage::parse(std::string_view text) {
  const auto words = text::split(text, ' ');
  const auto from = Uuid::parse(words[0]);
  if (!from || words.size() < 2) return std::nullopt;
  if (words[1] == kHello) return NeighbourMessage{*from, Kind::hello};
  if (words[1] == kEverywhere) return NeighbourMessage{*from, Kind::everywhere};
  NeighbourMessage message{*from, Kind::partitions};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto partition = parse_partition(words[i]);
    if (!partition) return std::nullopt;
    message.partitions.push_back(*partition);
  }
  return message;
}

}  // namespace kontor::events
