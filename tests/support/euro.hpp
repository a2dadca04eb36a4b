#pragma once

#include "kernel/core/money.hpp"

namespace kontor::test {

inline const Currency kEuro = *Currency::parse("EUR");

}  // namespace kontor::test
