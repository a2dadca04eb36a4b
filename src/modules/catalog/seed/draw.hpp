#pragma once

#include <cstdint>

#include "modules/catalog/seed/vocabulary.hpp"

namespace kontor::catalog::seed {

// SplitMix64's mixing step: spreads every bit over all of them.
constexpr std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  return bits ^ bits >> 31;
}

// A stream of numbers that follows from its two origins alone. Integers only, so it is the same on every machine.
class Draw {
 public:
  constexpr Draw(std::uint64_t number, std::uint64_t index) : state_(mixed(mixed(number) + index)) {}

  constexpr std::uint64_t bits() { return mixed(state_ += 0x9e3779b97f4a7c15); }
  // 0 … count - 1; count > 0.
  constexpr std::uint64_t below(std::uint64_t count) { return (bits() >> 32) * count >> 32; }
  constexpr int between(Range range) {
    return range.lowest + static_cast<int>(below(static_cast<std::uint64_t>(range.highest - range.lowest) + 1));
  }
  constexpr bool chance(unsigned percent) { return below(100) < percent; }
  constexpr std::string_view one_of(Words words) { return words[below(words.size())]; }

 private:
  std::uint64_t state_;
};

}  // namespace kontor::catalog::seed
