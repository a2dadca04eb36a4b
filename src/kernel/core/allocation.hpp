#pragma once

#include <cstdint>
#include <span>

#include "kernel/core/result.hpp"

namespace kontor {

// allocate() of money.hpp on bare amounts, into `parts`, of which there are as many as weights; for who splits often.
// Uses no heap for up to 64 parts.
Result<void> allocate(std::int64_t whole, std::span<const std::int64_t> weights, std::span<std::int64_t> parts);

}  // namespace kontor
