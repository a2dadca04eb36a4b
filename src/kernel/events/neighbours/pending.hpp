#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <span>

#include "kernel/events/neighbours/message.hpp"

namespace kontor::events {

// The partitions that were committed to and not told of yet. Bounded: too many become everywhere. Safe from any thread.
class Pending {
 public:
  // Whether there was nothing before.
  bool add(std::span<const Partition> committed);
  // What there is to tell; then there is nothing.
  std::optional<NeighbourMessage> take(const Uuid& from);
  bool any() const;

 private:
  mutable std::mutex mutex_;
  std::set<Partition> partitions_;
  bool everywhere_ = false;
};

}  // namespace kontor::events
