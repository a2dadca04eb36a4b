#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "kernel/crypto/one_time_code.hpp"
#include "modules/identity/actions/recovery_codes.hpp"
#include "modules/identity/actions/second_factor.hpp"
#include "modules/identity/actions/totp.hpp"

namespace kontor::identity {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

std::string code_of(std::int64_t step) {
  return crypto::one_time_code(kSecret, static_cast<std::uint64_t>(step));
}

TEST_CASE("base32 is as published (RFC 4648, without padding)") {
  const std::pair<const char*, const char*> table[] = {{"", ""},
                                                       {"f", "MY"},
                                                       {"fo", "MZXQ"},
                                                       {"foo", "MZXW6"},
                                                       {"foob", "MZXW6YQ"},
                                                       {"fooba", "MZXW6YTB"},
                                                       {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : table) CHECK(totp::base32(bytes) == text);
}

TEST_CASE("a code is good for its step, the one before and the one after") {
  for (std::int64_t step = 995; step <= 1005; ++step) {
    CAPTURE(step);
    const bool is_near = step >= 999 && step <= 1001;
    CHECK(totp::step_of(code_of(step), kSecret, 1000, 0) == (is_near ? std::optional(step) : std::nullopt));
  }
}

TEST_CASE("a code of a step that was used, or of one before it, is not good any more") {
  CHECK(totp::step_of(code_of(1000), kSecret, 1000, 999) == 1000);
  CHECK_FALSE(totp::step_of(code_of(1000), kSecret, 1000, 1000));
  CHECK_FALSE(totp::step_of(code_of(999), kSecret, 1000, 1000));
  CHECK(totp::step_of(code_of(1001), kSecret, 1000, 1000) == 1001);
}

TEST_CASE("what is no code of six digits is none") {
  CHECK(digits_of("123 456") == "123456");
  for (const auto* text : {"", "12345", "1234567", "12345a", "k3mq-2v8p-x7rt-9dwc", "-12345"}) {
    CAPTURE(text);
    CHECK(digits_of(text).empty());
    CHECK_FALSE(totp::step_of(text, kSecret, 1000, 0));
  }
}

TEST_CASE("the link for apps says whose code it is") {
  CHECK(totp::uri("foobar", "shop.example", "ada+x@example.com") ==
        "otpauth://totp/shop.example:ada%2Bx%40example.com?secret=MZXW6YTBOI&issuer=shop.example");
}

TEST_CASE("recovery codes are ten, all different, and compared as people write them") {
  const auto codes = recovery_codes::make();
  CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 10);
  CHECK(std::ranges::all_of(codes, [](const auto& code) { return code.size() == 19 && code[4] == '-'; }));

  const auto ada = UserId::generate();
  const auto digest = recovery_codes::digest_of(ada, "0123-abcd-1o1o-zzzz");
  CHECK(recovery_codes::digest_of(ada, "0123 ABCD LOio ZZZZ") == digest);
  CHECK(recovery_codes::digest_of(ada, "0123abcd1010zzzz") == digest);
  CHECK(recovery_codes::digest_of(ada, "0123-abcd-1010-zzzy") != digest);
  CHECK(recovery_codes::digest_of(UserId::generate(), "0123-abcd-1010-zzzz") != digest);
}

}  // namespace
}  // namespace kontor::identity
