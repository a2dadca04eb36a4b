#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "kernel/crypto/seal.hpp"

namespace kontor::crypto {

// The master key that a key was wrapped under is not there, or is another: whoever started the program has to give it.
// No reason to believe that the key is lost.
class WrongMasterKey : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// How keys are kept at rest: under a master key where there is one, as they are where there is none. A program that was
// given a master key later still reads what was kept without.
class KeyWrap {
 public:
  KeyWrap() = default;  // as they are
  explicit KeyWrap(Key master) : master_(master) {}

  // `associated` is what the key belongs to, so that it cannot be put in another's place.
  std::string wrap(const Key& key, ByteView associated) const;
  // Throws WrongMasterKey, also for what was never wrapped here.
  Key unwrap(ByteView wrapped, ByteView associated) const;

 private:
  std::optional<Key> master_;
};

}  // namespace kontor::crypto
