#pragma once

#include <string_view>

#include "kernel/core/ids.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::personal {

// Whose data it is. Holds a digest, never the address. A guest who signs up later is two persons: who erases a user
// erases the guest of that address too.
class Person {
 public:
  static Person user(const Uuid& id);
  // Letter case of ASCII and white space around it make no difference.
  static Person guest(std::string_view email);

  const crypto::Digest& digest() const { return digest_; }

 private:
  explicit Person(const crypto::Digest& digest) : digest_(digest) {}
  crypto::Digest digest_;
};

}  // namespace kontor::personal
