#include "kernel/crypto/passwords.hpp"

#include <argon2.h>

#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "kernel/core/text.hpp"
#include "kernel/crypto/bytes.hpp"
#include "kernel/crypto/hex.hpp"

namespace kontor::crypto {
namespace {

constexpr PasswordCost kCheap{64, 1};

// Of the reference implementation (phc-winner-argon2, src/test.c): password, its hash at 256 KiB and two passes.
constexpr std::string_view kReference =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
constexpr std::string_view kReferenceAt64MiB =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

bool matches(std::string_view password, std::string_view hash) {
  return check_password(password, hash, kCheap).matches;
}

std::string with(std::string_view what, std::string_view instead) {
  std::string text(kReference);
  return text.replace(text.find(what), what.size(), instead);
}

TEST_CASE("the library computes what RFC 9106 says") {
  auto password = std::string(32, '\x01');
  auto salt = std::string(16, '\x02');
  auto secret = std::string(8, '\x03');
  auto associated = std::string(12, '\x04');
  std::array<std::uint8_t, 32> tag{};
  const auto bytes = [](std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); };
  const auto length = [](const std::string& text) { return static_cast<std::uint32_t>(text.size()); };
  argon2_context context{};
  context.out = tag.data();
  context.outlen = 32;
  context.pwd = bytes(password);
  context.pwdlen = length(password);
  context.salt = bytes(salt);
  context.saltlen = length(salt);
  context.secret = bytes(secret);
  context.secretlen = length(secret);
  context.ad = bytes(associated);
  context.adlen = length(associated);
  context.t_cost = 3;
  context.m_cost = 32;
  context.lanes = context.threads = 4;
  context.version = ARGON2_VERSION_13;
  REQUIRE(argon2id_ctx(&context) == ARGON2_OK);
  CHECK(text::hex(tag) == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

TEST_CASE("hashes that other programs made are understood") {
  CHECK(matches("password", kReference));
  CHECK_FALSE(matches("passwore", kReference));
  CHECK(matches("password", kReferenceAt64MiB));
}

TEST_CASE("a password matches its own hash only, whatever it is made of") {
  for (const std::string_view password : {"correct horse battery staple", "", "Grüße, Straße 密码 🔑"}) {
    const auto hash = hash_password(password, kCheap);
    CHECK(matches(password, hash));
    CHECK_FALSE(matches(std::string(password) + " ", hash));
  }
  const std::string with_zero("before\0after", 12);
  CHECK_FALSE(matches(std::string("before\0other", 12), hash_password(with_zero, kCheap)));
}

TEST_CASE("a hash tells its cost and has a salt of sixteen bytes of its own") {
  std::set<std::string> salts;
  for (int i = 0; i < 10; ++i) {
    const auto hash = hash_password("secret", kCheap);
    const std::string_view head = "$argon2id$v=19$m=64,t=1,p=1$";
    REQUIRE(hash.starts_with(head));
    const auto parts = text::split(std::string_view(hash).substr(head.size()), '$');
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].size() == 22);
    CHECK(parts[1].size() == 43);
    salts.emplace(parts[0]);
  }
  CHECK(salts.size() == 10);
}

TEST_CASE("a hash is outdated when it was made at a lower cost, and only for who knows the password") {
  const auto hash = hash_password("secret", {128, 2});
  CHECK_FALSE(check_password("secret", hash, {128, 2}).outdated);
  CHECK_FALSE(check_password("secret", hash, {64, 1}).outdated);
  CHECK(check_password("secret", hash, {129, 2}).outdated);
  CHECK(check_password("secret", hash, {128, 3}).outdated);
  CHECK_FALSE(check_password("wrong", hash, {129, 3}).outdated);
}

TEST_CASE("a text that is no hash matches nothing") {
  const std::string texts[] = {"",
                               "password",
                               "$argon2id$v=19$",
                               with("argon2id", "argon2i"),
                               with("v=19", "v=16"),
                               with("p=1", "p=2"),
                               with("m=256", "m=0256"),
                               with("m=256", "m=+256"),
                               with("m=256", "m= 256"),
                               with("m=256", "m="),
                               with("m=256", "m=7"),
                               with("t=2", "t=0"),
                               with("t=2", "t=-2"),
                               with("m=256,t=2", "t=2,m=256"),
                               with("p=1$", "p=1,keyid=x$"),
                               with("c29tZXNhbHQ", "c29tZXNhbHQ="),
                               with("c29tZXNhbHQ", "c29tZQ"),
                               with("c29tZXNhbHQ", std::string(100, 'A')),
                               with("/uIPn", "_uIPn"),
                               std::string(kReference.substr(0, kReference.size() - 2)),
                               std::string(kReference) + "A",
                               std::string(kReference) + "$",
                               " " + std::string(kReference)};
  for (const auto& text : texts) {
    CAPTURE(text);
    CHECK_FALSE(matches("password", text));
  }
}

TEST_CASE("a hash that asks for too much is not computed") {
  // Each would take minutes, or memory that is not there.
  for (const std::string_view cost : {"m=4194304,t=2", "m=262145,t=2", "m=256,t=17", "m=256,t=4294967295",
                                      "m=18446744073709551872,t=2", "m=4294967552,t=2"}) {
    CAPTURE(cost);
    CHECK_FALSE(matches("password", with("m=256,t=2", cost)));
  }
}

}  // namespace
}  // namespace kontor::crypto
