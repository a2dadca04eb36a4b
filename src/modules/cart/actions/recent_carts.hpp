#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "modules/cart/store/carts.hpp"

namespace kontor::cart {

// Carts as this process wrote them last, so that the next change need not read what it is made to. May be old: what is
// planned from it is written only if the cart is still so, and what is refused because of it is looked at again.
// Bounded. Safe from any thread.
class RecentCarts {
 public:
  explicit RecentCarts(std::size_t most) : most_(most) {}

  // It is not here any more then, until it is written again.
  std::optional<KeptCart> take(const CartId& id) {
    const std::lock_guard lock(mutex_);
    auto node = carts_.extract(id);
    return node ? std::optional(std::move(node.mapped())) : std::nullopt;
  }

  void keep(KeptCart cart) {
    const std::lock_guard lock(mutex_);
    if (carts_.size() >= most_) carts_.clear();
    carts_.insert_or_assign(cart.id, std::move(cart));
  }

 private:
  std::size_t most_;
  std::mutex mutex_;
  std::map<CartId, KeptCart> carts_;
};

}  // namespace kontor::cart
