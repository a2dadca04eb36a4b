#include "kernel/crypto/key_wrap.hpp"

namespace kontor::crypto {

namespace {

// The first byte says how the rest is kept.
constexpr char kAsItIs = 0;
constexpr char kUnderMaster = 1;

}  // namespace

std::string KeyWrap::wrap(const Key& key, ByteView associated) const {
  if (master_) return kUnderMaster + seal(*master_, key.bytes(), associated);
  return kAsItIs + std::string(key.bytes().text());
}

Key KeyWrap::unwrap(ByteView wrapped, ByteView associated) const {
  std::optional<Key> key;
  if (wrapped.size() > 0 && wrapped.text().front() == kAsItIs) {
    key = Key::from(wrapped.from(1));
  } else if (wrapped.size() > 0 && wrapped.text().front() == kUnderMaster && master_) {
    if (const auto plain = open(*master_, wrapped.from(1), associated)) key = Key::from(*plain);
  }
  if (!key) throw WrongMasterKey("a kept key cannot be unwrapped: its master key is missing, or is another");
  return *key;
}

}  // namespace kontor::crypto
