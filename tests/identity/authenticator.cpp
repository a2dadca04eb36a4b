#include "identity/authenticator.hpp"

#include <catch2/catch.hpp>

#include "kernel/crypto/one_time_code.hpp"

namespace kontor::identity::test {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string decode_base32(const std::string& text) {
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : text) {
    buffer = (buffer << 5 | static_cast<unsigned>(kDigits.find(c))) & 0xffff;
    if ((bits += 5) < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xff);
  }
  return bytes;
}

}  // namespace

Authenticator::Authenticator(const IdentityHouse& house, const Json& begun)
    : house_(house), secret_(decode_base32(begun.at("secret").get<std::string>())) {}

std::string Authenticator::code(int steps_later) const {
  const auto step = std::stoll(house_.run_sql("select floor(extract(epoch from kernel.now()) / 30)::bigint"));
  return crypto::one_time_code(secret_, static_cast<std::uint64_t>(step + steps_later));
}

Protected add_second_factor(IdentityHouse& house, const std::string& token) {
  const auto begun = house.post("/identity/me/second-factor", {{"password", IdentityHouse::kPassword}}, token);
  INFO(begun.body.dump());
  REQUIRE(begun.status == 201);
  const Authenticator app(house, begun.body);
  const auto confirmed = house.post("/identity/me/second-factor/confirm", {{"code", app.code()}}, token);
  INFO(confirmed.body.dump());
  REQUIRE(confirmed.status == 200);
  house.pass_time(std::chrono::seconds(60));  // the next code is a fresh one
  return {app, confirmed.body["recovery_codes"].get<std::vector<std::string>>()};
}

}  // namespace kontor::identity::test
