#pragma once

#include <cstdint>
#include <span>

namespace kontor {

// From the operating system's generator; for ids and secrets.
void fill_random(std::span<std::uint8_t> bytes);

// Fast, per thread, seeded by the operating system; for ids that need not be secret, jitter and sampling.
std::uint64_t random_u64();

}  // namespace kontor
