#include <catch2/catch.hpp>

#include "kernel/json/goods.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/problems.hpp"

using namespace kontor;
using namespace goods;

namespace {

std::string nested(char open, char close, std::size_t levels) {
  return std::string(levels, open) + std::string(levels, close);
}

}  // namespace

TEST_CASE("What is no JSON is refused as a whole") {
  const std::vector<std::string> texts = {
      "",
      " ",
      "{",
      "}",
      "[",
      "{]",
      "{\"slug\"}",
      "{\"slug\":}",
      "{\"slug\":\"a\",}",
      "{\"slug\":\"a\"}}",
      "{slug:\"a\"}",
      "{'slug':'a'}",
      "{\"slug\":\"a\"} x",
      "{\"slug\":\"a\"}{}",
      "// no\n{\"slug\":\"a\"}",
      "{\"slug\":/**/\"a\"}",
      "{\"slug\":\"a\" \"children\":[]}",
      "{\"slug\":\"a\nb\"}",
      "{\"slug\":\"a\tb\"}",
      "{\"slug\":\"\\x41\"}",
      "{\"slug\":\"\\u12\"}",
      "{\"slug\":\"a}",
      "{\"slug\":NaN}",
      "{\"slug\":Infinity}",
      "{\"slug\":-Infinity}",
      "{\"slug\":01}",
      "{\"slug\":1.}",
      "{\"slug\":.5}",
      "{\"slug\":+1}",
      "{\"slug\":1e}",
      "{\"slug\":0x10}",
      "{\"slug\":--1}",
      "{\"slug\":-}",
      "{\"slug\":True}",
      "{\"slug\":nul}",
      "{\"slug\":undefined}",
      "{1:\"a\"}",
      "\xEF\xBB\xBF{\"slug\":\"a\"}",
      "{\"slug\":\"a\"}\xEF\xBB\xBF",
      "[,]",
      "[1,]",
      "{,}",
      "\xFF\xFE{\0}\0",
      std::string("{\"slug\":\"a\"}\0", 13),
      std::string("{\"slug\":\"a\"}\0garbage", 20),
      std::string("\0{}", 3),
      std::string("{\"slug\":\"a\0b\"}", 14),
  };
  for (const auto& text : texts) {
    CAPTURE(text);
    const auto read = json::read<Category>(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == "malformed_json");
    CHECK(read.error().kind == ErrorKind::invalid);
    CHECK(read.error().fields.empty());
  }
}

TEST_CASE("The answer to broken JSON says where it breaks and repeats nothing of it") {
  const auto read = json::read<Category>("{\"slug\":\"secret\",,}");
  CHECK(read.error().detail == "The text is no valid JSON at byte 18.");
}

TEST_CASE("Text that is no UTF-8 is refused wherever it stands") {
  const std::vector<std::string> bad = {
      "\x80",              // a continuation without a beginning
      "\xc3",              // cut short
      "\xc0\xaf",          // longer than needed
      "\xe0\x80\xaf",      // the same, three bytes
      "\xf0\x80\x80\xaf",  // the same, four bytes
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // beyond U+10FFFF
      "\xff",
  };
  json::Reading tolerant;
  tolerant.unknown = json::Unknown::ignore;
  for (const auto& bytes : bad) {
    CAPTURE(bytes);
    CHECK(problems_in<Category>("{\"slug\":\"" + bytes + "\"}") == "malformed_json");
    CHECK(problems_in<Category>("{\"slug\":\"a\",\"" + bytes + "\":1}", tolerant) == "malformed_json");
    CHECK(problems_in<json::Raw>("[\"" + bytes + "\"]") == "malformed_json");
    CHECK(problems_in<Category>(bytes) == "malformed_json");
  }
}

TEST_CASE("Lone surrogates are refused, pairs are one character") {
  for (const std::string_view escape :
       {R"(\ud800)", R"(\udc00)", R"(\ud800x)", R"(\ud800\n)", R"(\ud800\ud800)", R"(\udc00\ud800)"}) {
    CAPTURE(escape);
    CHECK(problems_in<std::string>('"' + std::string(escape) + '"') == "malformed_json");
  }
  CHECK(json::read<std::string>(R"("\ud83c\udf75")").value() == "\xf0\x9f\x8d\xb5");
}

TEST_CASE("U+0000 is refused with its pointer: the database cannot keep it") {
  CHECK(problems_in<Category>(R"({"slug":"a\u0000b"})") == "/slug format");
  CHECK(problems_in<std::vector<std::string>>(R"(["a","\u0000"])") == "/1 format");
  CHECK(problems_in<json::Raw>(R"({"a":["\u0000"]})") == " format");
  CHECK(problems_in<json::Raw>(R"({"\u0000":1})") == " format");
  const auto of_key = json::read<std::map<std::string, int>>(R"({"a\u0000b":1})");
  REQUIRE_FALSE(of_key.ok());
  CHECK(of_key.error().fields.at(0).code == "format");
}

TEST_CASE("Nesting deeper than allowed ends the reading with a problem, whatever the place") {
  json::Reading how;
  how.max_depth = 4;
  CHECK(problems_in<json::Raw>(nested('[', ']', 4), how).empty());
  CHECK(problems_in<json::Raw>(nested('[', ']', 5), how) == " too_deep");
  const auto categories = [](std::size_t levels) {
    std::string text;
    for (std::size_t i = 0; i < levels; ++i) text += R"({"slug":"a","children":[)";
    for (std::size_t i = 0; i < levels; ++i) text += "]}";
    return text;
  };
  CHECK(problems_in<Category>(categories(2), how).empty());
  CHECK(problems_in<Category>(categories(3), how) == "/children/0/children/0 too_deep");
  how.unknown = json::Unknown::ignore;
  CHECK(problems_in<Category>(R"({"slug":"a","x":)" + nested('[', ']', 3) + "}", how).empty());
  CHECK(problems_in<Category>(R"({"slug":"a","x":)" + nested('[', ']', 4) + "}", how) == "/x too_deep");
  CHECK(problems_in<Category>(R"({"slug":)" + nested('[', ']', 4) + "}", how) == "/slug type; /slug too_deep");
}

TEST_CASE("A million brackets cost nothing but their reading") {
  CHECK(problems_in<json::Raw>(std::string(1'000'000, '[')) == " too_deep");
  CHECK(problems_in<Category>(std::string(1'000'000, '[')) == " type;  too_deep");
}

TEST_CASE("Numbers too large for any type are a problem of their member") {
  CHECK(problems_in<std::vector<double>>("[1e400]") == "/0 range");
  CHECK(problems_in<std::vector<double>>("[0, -1e999]") == "/1 range");
  CHECK(problems_in<std::vector<int>>("[1e400]") == "/0 range");
  CHECK(problems_in<std::vector<int>>('[' + std::string(5000, '9') + ']') == "/0 range");
  CHECK(problems_in<std::vector<int>>("[1" + std::string(300, '0') + ']') == "/0 range");
  CHECK(problems_in<json::Raw>("[1e400]") == " range");
  CHECK(json::read<double>("1e-400").value() == 0);
  CHECK(json::read<double>("18446744073709551616").value() == 18446744073709551616.0);
}

TEST_CASE("Integers are never taken from fractions or exponents, not even whole ones") {
  for (const std::string_view number : {"1.0", "1e2", "1E2", "10e-1", "1e18", "-0.0", "0.5", "1e300"}) {
    CAPTURE(number);
    CHECK(problems_in<int>(number) == " type");
  }
  CHECK(json::read<int>("-0").value() == 0);
}

TEST_CASE("Reading stops at the limit of problems") {
  json::Reading how;
  how.max_problems = 3;
  const auto read = json::read<std::vector<int>>("[\"a\",\"b\",\"c\",\"d\",", how);
  REQUIRE_FALSE(read.ok());
  CHECK(problems_of(read) == "/0 type; /1 type; /2 type");
}

TEST_CASE("Many members of a Raw, each other than the rest, are kept; one twice is refused") {
  std::string members;
  for (int i = 0; i < 2000; ++i) members += "\"m" + std::to_string(i) + "\":" + std::to_string(i) + ',';
  CHECK(problems_in<json::Raw>('{' + members + "\"last\":0}").empty());
  CHECK(problems_in<json::Raw>('{' + members + "\"m77\":0}") == " duplicate");
  CHECK(problems_in<json::Raw>(R"({"a":{"a":{"a":1}},"b":{"a":1}})").empty());
}
