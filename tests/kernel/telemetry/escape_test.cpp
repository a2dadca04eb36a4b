#include "kernel/telemetry/escape.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/text.hpp"

using namespace kontor::telemetry;
using namespace std::string_literals;

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string valid(std::string_view text) {
  std::string out;
  append_valid_utf8(out, text);
  return out;
}

}  // namespace

TEST_CASE("nothing that could forge a line or drive a terminal is left as it is") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"plain text, with ÄÖÜ €, 漢字 and 🎉", "plain text, with ÄÖÜ €, 漢字 and 🎉"},
      {"say \"hi\" \\ bye", R"(say \"hi\" \\ bye)"},
      {"a\nb\rc\td", R"(a\nb\rc\td)"},
      {"\0\1\x1f"s, R"(\u0000\u0001\u001f)"},
      {"\x1b[31mred\x7f", R"(\u001b[31mred\u007f)"},
      {"\xC2\x9B"
       "31m",
       R"(\u009b31m)"},
      {"line\xE2\x80\xA8separator\xE2\x80\xA9", R"(line\u2028separator\u2029)"},
      {"\xE2\x80\xAEtxt.exe\xE2\x81\xA6", R"(\u202etxt.exe\u2066)"},
  };
  for (const auto& [text, expected] : cases) CHECK(escaped(text) == expected);
}

TEST_CASE("invalid UTF-8 is replaced, byte by byte, and the rest stays") {
  const std::string broken = "\xEF\xBF\xBD";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a\x80z", "a" + broken + "z"},
      {"a\xFFz", "a" + broken + "z"},
      {"cut \xE2\x82", "cut " + broken + broken},
      {"overlong \xC0\xAF", "overlong " + broken + broken},
      {"overlong \xE0\x80\xAF", "overlong " + broken + broken + broken},
      {"surrogate \xED\xA0\x80", "surrogate " + broken + broken + broken},
      {"beyond \xF4\x90\x80\x80", "beyond " + broken + broken + broken + broken},
      {"\xC3(", broken + "("},
  };
  for (const auto& [text, expected] : cases) {
    CHECK(escaped(text) == expected);
    CHECK(valid(text) == expected);
  }
}

TEST_CASE("whatever three bytes come in, valid UTF-8 without control bytes comes out") {
  for (int first = 0; first < 256; ++first) {
    for (const int second :
         {0x00, 0x0A, 0x1B, 0x22, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9B, 0xA0, 0xBF, 0xC2, 0xE2, 0xF0, 0xFF}) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second), static_cast<char>(0x80)};
      const std::string out = escaped(text);
      const bool clean = kontor::text::is_valid_utf8(out) && out.find_first_of("\x1b\n\r\x7f") == std::string::npos &&
                         out.find('\0') == std::string::npos;
      if (!clean) FAIL("bytes " << first << " " << second << " gave '" << out << "'");
    }
  }
}

TEST_CASE("a text is shortened between characters") {
  CHECK(utf8_prefix("abc", 5) == "abc");
  CHECK(utf8_prefix("abc", 2) == "ab");
  CHECK(utf8_prefix("a€b", 2) == "a");
  CHECK(utf8_prefix("a€b", 4) == "a€");
  CHECK(utf8_prefix("€", 0).empty());
}
