#include "kernel/events/shop_listeners.hpp"

namespace kontor::test {

std::vector<Listener> shop_listeners(bool healed) {
  const auto picky = [healed](const std::string&, std::int64_t number) -> Result<void> {
    if (healed || number % 13 != 0) return {};
    return Error{ErrorKind::rejected, "picky", "Not this one."};
  };
  return {{.group = "effects", .orders_tidying = true},
          {.group = "tidying", .obeys_tidying = true},
          {.group = "view", .rebuildable = true},
          {.group = "picky", .then = picky}};
}

}  // namespace kontor::test
