#include "modules/cart/actions/seen.hpp"

#include <cstring>

namespace kontor::cart {

std::size_t Seen::Hash::operator()(const Uuid& id) const {
  std::size_t random_part = 0;  // the end of a version 7
  std::memcpy(&random_part, id.bytes().data() + 8, sizeof random_part);
  return random_part;
}

Seen::Known Seen::look_up(std::span<const Uuid> ids, Moment now) const {
  Known known;
  known.values.reserve(ids.size());
  const std::lock_guard lock(mutex_);
  known.number = number_;
  for (const auto& id : ids) {
    const auto found = entries_.find(id);
    const bool is_known = found != entries_.end() && now - found->second.at < lifetime_;
    known.values.push_back(is_known ? std::optional(found->second.value) : std::nullopt);
  }
  return known;
}

void Seen::keep(std::span<const Uuid> ids, std::span<const std::int64_t> values, std::uint64_t number, Moment now) {
  if (lifetime_.count() == 0) return;
  const std::lock_guard lock(mutex_);
  if (number != number_) return;
  if (entries_.size() + ids.size() > most_) entries_.clear();
  for (std::size_t i = 0; i < ids.size(); ++i) entries_.insert_or_assign(ids[i], Entry{values[i], now});
}

void Seen::forget(const Uuid& id) {
  const std::lock_guard lock(mutex_);
  ++number_;
  entries_.erase(id);
}

void Seen::forget_all() {
  const std::lock_guard lock(mutex_);
  ++number_;
  entries_.clear();
}

}  // namespace kontor::cart
