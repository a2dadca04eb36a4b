#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>

#include "kernel/json/goods.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/problems.hpp"

using namespace kontor;
using namespace goods;

TEST_CASE("What was read is written again, member by member, in the order of the description") {
  const auto mug = json::read<Mug>(kMugJson);
  REQUIRE(mug.ok());
  CHECK(json::to_json(*mug) == kMugJson);
}

TEST_CASE("Writing appends") {
  std::string out = "data: ";
  json::write(out, std::vector<int>{1, 2});
  CHECK(out == "data: [1,2]");
}

TEST_CASE("An empty optional is null, or left out where the rule says so") {
  Page<Login> page;
  CHECK(json::to_json(page) == R"({"data":[],"next_cursor":null})");
  Mug mug;
  mug.note = "chipped";
  CHECK_THAT(json::to_json(mug), Catch::Contains(R"("note":"chipped")"));
  mug.note.reset();
  CHECK_THAT(json::to_json(mug), !Catch::Contains("note") && Catch::Contains(R"("category":null)"));
}

TEST_CASE("Doubles are written as the shortest text that reads back the same") {
  struct Row {
    double value;
    std::string text;
  };
  const std::vector<Row> rows = {{0, "0"},
                                 {-0.0, "-0"},
                                 {1, "1"},
                                 {0.1, "0.1"},
                                 {1.0 / 3, "0.3333333333333333"},
                                 {1e22, "1e+22"},
                                 {1e-7, "1e-07"},
                                 {123456789.125, "123456789.125"},
                                 {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
                                 {std::numeric_limits<double>::denorm_min(), "5e-324"}};
  for (const auto& row : rows) {
    CHECK(json::to_json(row.value) == row.text);
    CHECK(json::read<double>(row.text).value() == row.value);
  }
  CHECK(json::to_json(std::numeric_limits<double>::infinity()) == "null");
  CHECK(json::to_json(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("Strings are escaped where JSON demands it and nowhere else") {
  struct Row {
    std::string text, json;
  };
  const std::vector<Row> rows = {
      {"", R"("")"},
      {"plain", R"("plain")"},
      {"\"\\\b\f\n\r\t", R"("\"\\\b\f\n\r\t")"},
      {std::string("\x00\x01\x1f", 3), R"("\u0000\u0001\u001f")"},
      {"\x7f/<>&'", "\"\x7f/<>&'\""},
      {"Gr\u00fc\u00dfe \u20ac \xf0\x9f\x8d\xb5", "\"Gr\u00fc\u00dfe \u20ac \xf0\x9f\x8d\xb5\""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(json::to_json(row.text) == row.json);
    CHECK(nlohmann::json::parse(json::to_json(row.text)) == row.text);
  }
}

TEST_CASE("Bytes that are no UTF-8 do not spoil the document") {
  struct Row {
    std::string bytes, json;
  };
  const std::vector<Row> rows = {
      {"a\xffz", "\"a\uFFFDz\""},
      {"\xc3", "\"\uFFFD\""},
      {"\xe2\x82", "\"\uFFFD\uFFFD\""},
      {"\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
      {"\xc3\xa4\x80\"", "\"\u00e4\uFFFD\\\"\""},
      {"\xf0\x9f\x8d", "\"\uFFFD\uFFFD\uFFFD\""},
  };
  for (const auto& row : rows) {
    CHECK(json::to_json(row.bytes) == row.json);
    CHECK(nlohmann::json::accept(json::to_json(row.bytes)));
  }
}

TEST_CASE("Keys of maps are escaped too") {
  const std::map<std::string, int> map = {{"a\"b\n", 1}};
  CHECK(json::to_json(map) == R"({"a\"b\n":1})");
}
