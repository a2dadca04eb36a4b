#include "kernel/crypto/seal.hpp"

#include <catch2/catch.hpp>

#include "kernel/crypto/hex.hpp"
#include "kernel/crypto/key_wrap.hpp"

namespace kontor::crypto {
namespace {

using test::from_hex;

struct GcmVector {
  const char* key;
  const char* nonce;
  const char* plain;
  const char* associated;
  const char* ciphertext;
  const char* tag;
};

// Cases 13 to 16 of the specification that NIST SP 800-38D took over.
constexpr const char* kZeroKey = "0000000000000000000000000000000000000000000000000000000000000000";
constexpr const char* kKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
constexpr GcmVector kVectors[] = {
    {kZeroKey, "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {kZeroKey, "000000000000000000000000", "00000000000000000000000000000000", "", "cea7403d4d606b6e074ec5d3baf39d18",
     "d0d1c8a799996bf0265b98b5d48ab919"},
    {kKey, "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
     "b094dac5d93471bdec1a502270e3cc6c"},
    {kKey, "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

TEST_CASE("AES-256-GCM opens what is published") {
  for (const auto& vector : kVectors) {
    const auto key = Key::from(from_hex(vector.key));
    REQUIRE(key);
    const auto sealed = from_hex(vector.nonce) + from_hex(vector.ciphertext) + from_hex(vector.tag);
    INFO(vector.tag);
    CHECK(open(*key, sealed, from_hex(vector.associated)) == from_hex(vector.plain));
  }
}

TEST_CASE("what was sealed opens again, and never looks the same twice") {
  const Key key = Key::random();
  for (const std::string& plain : {std::string(), std::string("a"), std::string(100'000, 'x')}) {
    const auto sealed = seal(key, plain, "order 7");
    CHECK(sealed.size() == plain.size() + 28);
    CHECK(open(key, sealed, "order 7") == plain);
    CHECK(seal(key, plain, "order 7") != sealed);
  }
}

TEST_CASE("another key, other associated bytes, a changed bit and a cut end are refused") {
  const Key key = Key::random();
  const auto sealed = seal(key, "ann@example.org", "order 7");
  CHECK_FALSE(open(Key::random(), sealed, "order 7"));
  CHECK_FALSE(open(key, sealed, "order 8"));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK_FALSE(open(key, changed, "order 7"));
    CHECK_FALSE(open(key, sealed.substr(0, at), "order 7"));
  }
}

TEST_CASE("a key has 32 bytes") {
  CHECK(Key::from(std::string(32, 'k')));
  CHECK_FALSE(Key::from(std::string(31, 'k')));
  CHECK_FALSE(equal(Key::random().bytes(), Key::random().bytes()));
}

TEST_CASE("a key is kept under the master key, in its own place") {
  const Key key = Key::random();
  const KeyWrap wrap(Key::random());
  const auto kept = wrap.wrap(key, "ann");
  CHECK(kept.find(key.bytes().text()) == std::string::npos);
  CHECK(equal(wrap.unwrap(kept, "ann").bytes(), key.bytes()));
  CHECK_THROWS_AS(wrap.unwrap(kept, "bob"), WrongMasterKey);
  CHECK_THROWS_AS(KeyWrap(Key::random()).unwrap(kept, "ann"), WrongMasterKey);
  CHECK_THROWS_AS(KeyWrap().unwrap(kept, "ann"), WrongMasterKey);
  CHECK_THROWS_AS(wrap.unwrap("", "ann"), WrongMasterKey);
}

TEST_CASE("a master key that comes later still reads what was kept without one") {
  const Key key = Key::random();
  const auto kept = KeyWrap().wrap(key, "ann");
  CHECK(equal(KeyWrap(Key::random()).unwrap(kept, "ann").bytes(), key.bytes()));
}

}  // namespace
}  // namespace kontor::crypto
