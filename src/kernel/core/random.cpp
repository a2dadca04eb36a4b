#include "kernel/core/random.hpp"

#include <sys/random.h>

#include <array>
#include <bit>
#include <cerrno>

#include "kernel/core/check.hpp"

namespace kontor {

namespace {

// xoshiro256** of Blackman and Vigna.
class Generator {
 public:
  Generator() {
    std::array<std::uint8_t, sizeof(state_)> seed;
    fill_random(seed);
    state_ = std::bit_cast<std::array<std::uint64_t, 4>>(seed);
  }

  std::uint64_t next() {
    auto& s = state_;
    const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
    const std::uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = std::rotl(s[3], 45);
    return result;
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto filled = ::getrandom(bytes.data(), bytes.size(), 0);
    if (filled < 0) {
      KONTOR_CHECK(errno == EINTR, "the operating system gives random bytes");
      continue;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(filled));
  }
}

std::uint64_t random_u64() {
  thread_local Generator generator;
  return generator.next();
}

}  // namespace kontor
