#include "kernel/crypto/one_time_code.hpp"

#include <catch2/catch.hpp>

namespace kontor::crypto {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

TEST_CASE("one-time codes by counter are as published (RFC 4226, appendix D)") {
  const char* const published[] = {"755224", "287082", "359152", "969429", "338314",
                                   "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t counter = 0; counter < std::size(published); ++counter) {
    CAPTURE(counter);
    CHECK(one_time_code(kSecret, counter) == published[counter]);
  }
}

TEST_CASE("one-time codes by time are as published (RFC 6238, appendix B, its last six digits)") {
  const std::pair<std::uint64_t, const char*> published[] = {{59, "287082"},         {1111111109, "081804"},
                                                             {1111111111, "050471"}, {1234567890, "005924"},
                                                             {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : published) {
    CAPTURE(seconds);
    CHECK(one_time_code(kSecret, seconds / 30) == code);
  }
}

}  // namespace
}  // namespace kontor::crypto
