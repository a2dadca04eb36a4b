// A process of its own for tests that kill one: obeys commands and performs errands until stdin ends.
//   worker URL ROLE_PREFIX [FAILPOINTS]

#include <iostream>
#include <string>

#include "kernel/core/failpoint.hpp"
#include "payment/payment_house.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  if (argc > 3 && !kontor::failpoints::arm(argv[3])) return 2;
  kontor::db::DatabaseSettings settings;
  settings.url = argv[1];
  settings.role_prefix = argv[2];
  kontor::payment::test::PaymentHouse house(settings);
  house.start();
  while (std::cin.get() != std::char_traits<char>::eof()) {
  }
  return 0;
}
