#pragma once

#include <cstdint>
#include <span>

namespace kontor {

// From the operating system's generator; for keys, tokens and other secrets.
void fill_random(std::span<std::uint8_t> bytes);

// Fast, per thread, seeded by the operating system; for ids (which are no secrets), jitter and sampling.
std::uint64_t random_u64();

}  // namespace kontor
