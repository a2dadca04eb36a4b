// A process of its own for tests that kill one: worker URL ROLE_PREFIX FAILPOINTS serves the module's commands until
// stdin ends.

#include <iostream>

#include "cart/cart_house.hpp"
#include "kernel/core/failpoint.hpp"

using namespace kontor;

int main(int argc, char** argv) {
  if (argc != 4 || !failpoints::arm(argv[3])) return 2;
  db::DatabaseSettings settings;
  settings.url = argv[1];
  settings.role_prefix = argv[2];
  cart::test::CartHouse house(settings, {});
  house.start();
  while (std::cin.get() != std::char_traits<char>::eof()) {
  }
  return 0;
}
