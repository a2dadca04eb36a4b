#include "modules/catalog/seed/barcode.hpp"

#include "kernel/core/format.hpp"

namespace kontor::catalog::seed {

std::string in_store_barcode(std::uint64_t number) {
  auto digits = format("20{:010}", number);
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  digits += static_cast<char>('0' + (10 - sum % 10) % 10);
  return digits;
}

}  // namespace kontor::catalog::seed
