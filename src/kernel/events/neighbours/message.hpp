#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/events/log.hpp"

namespace kontor::events {

// What instances tell each other, as the text of a notification (PostgreSQL allows 8000 bytes).
struct NeighbourMessage {
  enum class Kind {
    hello,       // just arrived, or back: there may be commits that nobody was told of
    everywhere,  // commits in more partitions than are worth naming
    partitions,  // commits in these
  };
  static constexpr std::size_t kMostPartitions = 256;

  Uuid from;
  Kind kind = Kind::hello;
  std::vector<Partition> partitions = {};

  std::string str() const;
  // nullopt for what no instance wrote.
  static std::optional<NeighbourMessage> parse(std::string_view text);
};

}  // namespace kontor::events
