#include "kernel/core/text.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace kontor::text {
namespace {

using namespace std::string_literals;

TEST_CASE("well-formed UTF-8 is accepted") {
  const auto text = GENERATE(as<std::string>{}, "", "plain", "exactly8", "longer than eight bytes", "\x7f", "a\0b"s,
                             "gr\xc3\xbc\xc3\x9f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                             "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
                             "12345678\xe2\x82\xac"
                             "12345678\xf0\x9f\x9b\x92");
  CAPTURE(text);
  CHECK(is_valid_utf8(text));
}

TEST_CASE("malformed UTF-8 is refused, wherever it stands") {
  const auto bytes =
      GENERATE(as<std::string>{}, "\x80", "\xbf", "\xc2", "\xc3(", "\xe2\x82", "\xe2(\xa1", "\xe2\x82(", "\xf0\x9f\x9b",
               "\xf0\x9f\x9b(", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf",  // overlong
               "\xed\xa0\x80", "\xed\xbf\xbf",                                               // surrogates
               "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff");                      // beyond Unicode
  const auto before = GENERATE(as<std::string>{}, "", "abc", "12345678", "\xe2\x82\xac");
  const auto after = GENERATE(as<std::string>{}, "", "xyz", "123456789");
  CAPTURE(hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}), before, after);
  CHECK_FALSE(is_valid_utf8(before + bytes + after));
}

TEST_CASE("white space is trimmed at the ends only") {
  CHECK(trim("  a b\t\r\n") == "a b");
  CHECK(trim("ab") == "ab");
  CHECK(trim(" \t ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("case is folded for ASCII alone") {
  CHECK(to_lower("Content-TYPE [@`{\xc3\x84") == "content-type [@`{\xc3\x84");
  CHECK(iequals("Content-Type", "content-tYPE"));
  CHECK(iequals("", ""));
  CHECK_FALSE(iequals("a", "ab"));
  CHECK_FALSE(iequals("[", "{"));
}

TEST_CASE("a text splits into one part more than it has separators") {
  using Parts = std::vector<std::string_view>;
  CHECK(split("a,b,c", ',') == Parts{"a", "b", "c"});
  CHECK(split("", ',') == Parts{""});
  CHECK(split(",a,", ',') == Parts{"", "a", ""});
  CHECK(split("a b", ',') == Parts{"a b"});
}

TEST_CASE("a number is the whole text or none") {
  CHECK(parse_int("0") == 0);
  CHECK(parse_int("-42") == -42);
  CHECK(parse_int("007") == 7);
  CHECK(parse_int("9223372036854775807") == INT64_MAX);
  CHECK(parse_int("-9223372036854775808") == INT64_MIN);
  const auto text = GENERATE(as<std::string>{}, "", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "12a", "--1",
                             "9223372036854775808", "-9223372036854775809", "1\0"s);
  CAPTURE(text);
  CHECK_FALSE(parse_int(text));
}

TEST_CASE("bytes are written as hex") {
  CHECK(hex({}).empty());
  CHECK(hex(std::vector<std::uint8_t>{0x00, 0x0f, 0xa5, 0xff}) == "000fa5ff");
}

TEST_CASE("base64url follows RFC 4648 without padding") {
  const auto [plain, encoded] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                          {"f", "Zg"},
                                                                          {"fo", "Zm8"},
                                                                          {"foo", "Zm9v"},
                                                                          {"foob", "Zm9vYg"},
                                                                          {"fooba", "Zm9vYmE"},
                                                                          {"foobar", "Zm9vYmFy"},
                                                                          {"\xfb\xff", "-_8"},
                                                                          {"\0\0"s, "AAA"}}));
  CAPTURE(encoded);
  CHECK(base64url(plain) == encoded);
  CHECK(decode_base64url(encoded) == plain);
}

TEST_CASE("any bytes survive base64url") {
  std::mt19937 random(1);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes(random() % 70, '\0');
    for (auto& c : bytes) c = static_cast<char>(random());
    const auto encoded = base64url(bytes);
    if (decode_base64url(encoded) != bytes) FAIL(encoded);
  }
}

TEST_CASE("base64url has one spelling for a value") {
  // Padding, the other alphabet, white space, a lone digit, bits that belong to no byte.
  const auto text =
      GENERATE(as<std::string>{}, "Zg==", "Zm8=", "+/8", "Zm 9v", "Zm9v\n", "Z", "Zm9vY", "Zh", "Zm9", "\xc3\xa9");
  CAPTURE(text);
  CHECK_FALSE(decode_base64url(text));
}

TEST_CASE("a typing error finds what was meant") {
  const std::vector<std::string> keys = {"http.listen", "http.tls.certificate", "database.url", "log.level", "id"};
  const auto [typed, meant] = GENERATE(table<std::string, std::string>({{"http.listne", "http.listen"},
                                                                        {"htp.listen", "http.listen"},
                                                                        {"http.tls.certifcate", "http.tls.certificate"},
                                                                        {"http.tls.cert", ""},
                                                                        {"databse.ulr", "database.url"},
                                                                        {"loglevel", "log.level"},
                                                                        {"log.level", "log.level"},
                                                                        {"di", "id"},
                                                                        {"xy", ""},
                                                                        {"", ""},
                                                                        {"shipping.carrier", ""}}));
  CAPTURE(typed);
  CHECK(nearest(typed, keys).value_or("") == meant);
}

TEST_CASE("the nearest of several is the one with the fewest edits, the earlier of equals") {
  CHECK(nearest("price", std::vector<std::string>{"prices", "price_", "pride", "price"}) == "price");
  CHECK(nearest("prise", std::vector<std::string>{"price", "pride"}) == "price");
  // A swap of neighbours is one edit, not two.
  CHECK(nearest("nmae", std::vector<std::string>{"mate", "name"}) == "name");
  CHECK_FALSE(nearest("name", {}));
}

TEST_CASE("an absurdly long word is no typing error") {
  CHECK_FALSE(nearest(std::string(10'000'000, 'a'), std::vector<std::string>{"name", "price"}));
}

TEST_CASE("the stable hash is FNV-1a") {
  CHECK(stable_hash("") == 0xcbf29ce484222325);
  CHECK(stable_hash("a") == 0xaf63dc4c8601ec8c);
  CHECK(stable_hash("foobar") == 0x85944171f73967e8);
}

}  // namespace
}  // namespace kontor::text
