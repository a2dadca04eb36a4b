#pragma once

#include <string>
#include <string_view>

namespace kontor::crypto {

// What one hash costs who makes it, and who guesses.
struct PasswordCost {
  static constexpr int kLeastMemoryKib = 8;
  static constexpr int kMostMemoryKib = 256 * 1024;
  static constexpr int kMostPasses = 16;

  int memory_kib = 19 * 1024;
  int passes = 2;
};

// Argon2id with a salt of its own, as $argon2id$v=19$m=…,t=…,p=1$salt$hash. Takes some tens of milliseconds of a core
// and the memory that the cost says, which is wiped: never on a thread that others wait for. A cost beyond the bounds
// is a bug and ends the process; std::bad_alloc when there is no such memory.
std::string hash_password(std::string_view password, const PasswordCost& cost);

struct PasswordVerdict {
  bool matches = false;
  bool outdated = false;  // it matches, but was made at a lower cost than is asked for now: hash it again
};
// Takes as long for a wrong password as for the right one. A text that is no hash matches nothing, and so does one that
// asks for more memory or passes than the bounds allow: neither is computed.
PasswordVerdict check_password(std::string_view password, std::string_view hash, const PasswordCost& cost);

}  // namespace kontor::crypto
