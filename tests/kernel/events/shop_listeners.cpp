#include "kernel/events/shop_listeners.hpp"

namespace kontor::test {

std::vector<Listener> shop_listeners(bool healed) {
  const auto picky = [healed](const std::string&, std::int64_t number) -> Result<void> {
    if (healed || number % 13 != 0) return {};
    return Error{ErrorKind::rejected, "picky", "Not this one."};
  };
  return {{.group = "effects", .orders_tidying = true, .at_once = true},
          {.group = "tidying", .at_once = true, .obeys_tidying = true},
          {.group = "view", .rebuildable = true},
          {.group = "picky", .at_once = true, .then = picky}};
}

}  // namespace kontor::test
