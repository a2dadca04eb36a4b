#include "kernel/crypto/digest.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"
#include "kernel/crypto/hex.hpp"

namespace kontor::crypto {
namespace {

using test::from_hex;

std::string hex(ByteView bytes) {
  return text::hex(bytes.span());
}

std::string ascending(int from, int to) {
  std::string bytes;
  for (int value = from; value <= to; ++value) bytes.push_back(static_cast<char>(value));
  return bytes;
}

TEST_CASE("SHA-256 is as published (FIPS 180-2)") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC-SHA-256 is as published (RFC 4231)") {
  CHECK(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("HKDF-SHA-256 is as published (RFC 5869)") {
  const std::string secret(22, '\x0b');
  CHECK(hex(hkdf_sha256(secret, ascending(0x00, 0x0c), ascending(0xf0, 0xf9), 42)) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  CHECK(hex(hkdf_sha256(ascending(0x00, 0x4f), ascending(0x60, 0xaf), ascending(0xb0, 0xff), 82)) ==
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  CHECK(hex(hkdf_sha256(secret, "", "", 42)) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST_CASE("the longest answer of HKDF is a continuation of the shorter ones") {
  const auto longest = hkdf_sha256("secret", "salt", "info", 8160);
  CHECK(longest.size() == 8160);
  CHECK(longest.starts_with(hkdf_sha256("secret", "salt", "info", 100)));
}

TEST_CASE("bytes are equal when all of them are") {
  CHECK(equal("", ""));
  CHECK(equal("same", std::string("same")));
  CHECK_FALSE(equal("same", "some"));
  CHECK_FALSE(equal("same", "sam"));
  CHECK(equal(sha256("abc"), from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
}

}  // namespace
}  // namespace kontor::crypto
