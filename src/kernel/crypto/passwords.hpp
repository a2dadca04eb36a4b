#pragma once

#include <string>
#include <string_view>

namespace kontor::crypto {

// What one hash costs who makes it, and who guesses.
struct PasswordCost {
  int memory_kib = 19 * 1024;
  int passes = 2;
};

// Argon2id with a salt of its own, as $argon2id$v=19$m=…,t=…,p=1$salt$hash. Takes some tens of milliseconds of a core:
// never on a thread that others wait for.
std::string hash_password(std::string_view password, const PasswordCost& cost);

struct PasswordVerdict {
  bool matches = false;
  bool outdated = false;  // made at a lower cost than is asked for now: hash it again
};
// Takes as long for a wrong password as for the right one. A text that is no hash matches nothing.
PasswordVerdict check_password(std::string_view password, std::string_view hash, const PasswordCost& cost);

}  // namespace kontor::crypto
