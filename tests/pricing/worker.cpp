#include <cstdio>
#include <iostream>
#include <string>

#include "kernel/core/failpoint.hpp"
#include "pricing/pricing_house.hpp"

// Obeys commands until its stdin ends, or until it dies at a failpoint: worker <url> <role prefix> <plan>
int main(int count, char** words) {
  if (count != 4) return 2;
  kontor::db::DatabaseSettings settings;
  settings.url = settings.owner_url = words[1];
  settings.role_prefix = words[2];
  if (!kontor::failpoints::arm(words[3])) return 2;
  kontor::pricing::test::PricingProgram program(settings);
  program.start();
  for (std::string line; std::getline(std::cin, line);) continue;
  return 0;
}
