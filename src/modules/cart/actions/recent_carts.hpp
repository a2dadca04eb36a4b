#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>

#include "modules/cart/store/carts.hpp"

namespace kontor::cart {

// Carts as this process wrote them last, so that the next change need not read what it is made to. May be old: what is
// planned from it is written only if the cart is still so, and what is refused because of it is looked at again.
// Bounded in bytes, about: what was written the longest ago goes first. Safe from any thread; never blocks for long.
class RecentCarts {
 public:
  explicit RecentCarts(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  // It is not here any more then, until it is written again.
  std::optional<KeptCart> take(const CartId& id);
  // One that alone is more than the bound is not kept.
  void keep(KeptCart cart);

 private:
  struct Entry {
    KeptCart cart;
    std::size_t bytes;
  };
  using Entries = std::list<Entry>;

  KeptCart remove(const CartId& id, Entries::iterator entry);

  std::size_t most_bytes_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  Entries written_;  // the newest last
  std::map<CartId, Entries::iterator> by_id_;
};

}  // namespace kontor::cart
