#pragma once

#include <cstdint>
#include <string>

namespace kontor::catalog::seed {

// An EAN-13 from the range "20…" that shops may number as they like, so it is nobody's product. number < 10^10.
std::string in_store_barcode(std::uint64_t number);

}  // namespace kontor::catalog::seed
