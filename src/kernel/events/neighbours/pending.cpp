#include "kernel/events/neighbours/pending.hpp"

namespace kontor::events {

bool Pending::add(std::span<const Partition> committed) {
  const std::lock_guard lock(mutex_);
  const bool first = partitions_.empty() && !everywhere_;
  if (!everywhere_) partitions_.insert(committed.begin(), committed.end());
  if (partitions_.size() > NeighbourMessage::kMostPartitions) {
    everywhere_ = true;
    partitions_.clear();
  }
  return first;
}

std::optional<NeighbourMessage> Pending::take(const Uuid& from) {
  const std::lock_guard lock(mutex_);
  if (partitions_.empty() && !everywhere_) return std::nullopt;
  NeighbourMessage message{from, NeighbourMessage::Kind::everywhere};
  if (!everywhere_) {
    message.kind = NeighbourMessage::Kind::partitions;
    message.partitions.assign(partitions_.begin(), partitions_.end());
  }
  partitions_.clear();
  everywhere_ = false;
  return message;
}

bool Pending::any() const {
  const std::lock_guard lock(mutex_);
  return everywhere_ || !partitions_.empty();
}

}  // namespace kontor::events
