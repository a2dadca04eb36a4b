#include "modules/cart/actions/recent_carts.hpp"

#include <utility>

#include "modules/cart/store/content_json.hpp"

namespace kontor::cart {

namespace {

// Of the list's node and the map's.
constexpr std::size_t kNodeBytes = 128;

// Its document is about as long as what it holds beside the struct itself.
std::size_t bytes_of(const KeptCart& cart) {
  const std::size_t report = cart.merge_report ? to_column(*cart.merge_report).text.size() : 0;
  return kNodeBytes + sizeof(KeptCart) + to_column(cart.content).text.size() + report;
}

}  // namespace

std::optional<KeptCart> RecentCarts::take(const CartId& id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return remove(id, found->second);
}

void RecentCarts::keep(KeptCart cart) {
  const std::size_t bytes = bytes_of(cart);
  const CartId id = cart.id;
  const std::lock_guard lock(mutex_);
  if (const auto found = by_id_.find(id); found != by_id_.end()) remove(id, found->second);
  if (bytes > most_bytes_) return;
  while (bytes_ + bytes > most_bytes_) remove(written_.front().cart.id, written_.begin());
  by_id_.emplace(id, written_.insert(written_.end(), {std::move(cart), bytes}));
  bytes_ += bytes;
}

KeptCart RecentCarts::remove(const CartId& id, Entries::iterator entry) {
  by_id_.erase(id);
  bytes_ -= entry->bytes;
  KeptCart cart = std::move(entry->cart);
  written_.erase(entry);
  return cart;
}

}  // namespace kontor::cart
