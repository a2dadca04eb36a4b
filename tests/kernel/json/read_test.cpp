#include <catch2/catch.hpp>

#include "kernel/json/goods.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/problems.hpp"

using namespace kontor;
using namespace goods;

namespace {

// The good mug with one piece of its text exchanged.
std::string mug_with(std::string_view old_text, std::string_view new_text) {
  std::string body = kMugJson;
  const auto at = body.find(old_text);
  INFO("not in the mug: " << old_text);
  REQUIRE(at != std::string::npos);
  return body.replace(at, old_text.size(), new_text);
}

}  // namespace

TEST_CASE("A struct is read from JSON, member by member") {
  const auto read = json::read<Mug>(kMugJson);
  INFO(problems_of(read));
  REQUIRE(read.ok());
  const Mug& mug = *read;
  CHECK(mug.id.str() == "mug_01hxnjwz0tfmz9y05v3mp3mkjz");
  CHECK(mug.name == "Blue mug");
  CHECK_FALSE(mug.note.has_value());
  CHECK(mug.colour == Colour::red);
  CHECK(mug.volume_ml == 350);
  CHECK(mug.weight == 0.25);
  CHECK(mug.fragile);
  CHECK(mug.price == Money(1999, *Currency::parse("EUR")));
  CHECK(mug.tags == std::vector<std::string>{"new", "sale"});
  CHECK(mug.stock == std::map<std::string, int>{{"berlin", 3}});
  REQUIRE(mug.category.has_value());
  CHECK(mug.category->children.at(0).slug == "big-mugs");
  CHECK(to_string(mug.made_at) == "2026-03-01T09:30:00.000000Z");
  CHECK(mug.attributes.text == R"({"a":[1,2.50,null,{"b":"c"}]})");
  CHECK(mug.maker == "Ada");
}

TEST_CASE("The order of members and white space do not matter") {
  const auto read = json::read<Category>("\t{ \"children\" : [ ] ,\r\n \"slug\" : \"mugs\" }\n");
  REQUIRE(read.ok());
  CHECK(read->slug == "mugs");
}

TEST_CASE("What may be missing keeps its default; null empties an optional") {
  const auto without = json::read<Mug>(mug_with(R"(,"maker":"Ada")", ""));
  REQUIRE(without.ok());
  CHECK(without->maker == "unknown");
  const auto null =
      json::read<Mug>(mug_with(R"({"slug":"mugs","children":[{"slug":"big-mugs","children":[]}]})", "null"));
  REQUIRE(null.ok());
  CHECK_FALSE(null->category.has_value());
}

struct WithDefaults {
  std::vector<int> list = {1, 2};
  std::map<std::string, int> map = {{"a", 1}};
  std::optional<int> maybe = 5;

  static void rules(json::Rules<WithDefaults>& rule) {
    rule(&WithDefaults::list).optional();
    rule(&WithDefaults::map).optional();
  }
};
KONTOR_DESCRIBE(WithDefaults, list, map, maybe)

TEST_CASE("What is given replaces a default list, map or optional, it is not added to it") {
  const auto read = json::read<WithDefaults>(R"({"list":[3],"map":{"b":2},"maybe":null})");
  REQUIRE(read.ok());
  CHECK(read->list == std::vector<int>{3});
  CHECK(read->map == std::map<std::string, int>{{"b", 2}});
  CHECK_FALSE(read->maybe.has_value());
  const auto untouched = json::read<WithDefaults>("{}");
  REQUIRE(untouched.ok());
  CHECK(untouched->list == std::vector<int>{1, 2});
  CHECK(untouched->maybe == 5);
}

TEST_CASE("Each single mistake is reported with its pointer and code") {
  struct Row {
    std::string_view old_text, new_text, problems;
  };
  const std::vector<Row> rows = {
      // type
      {R"("Blue mug")", "7", "/name type"},
      {R"("Blue mug")", "null", "/name type"},
      {R"("Blue mug")", "[\"Blue mug\"]", "/name type"},
      {R"("Blue mug")", "{\"text\":{\"x\":[1]}}", "/name type"},
      {"350", "\"350\"", "/volume_ml type"},
      {"350", "350.0", "/volume_ml type"},
      {"350", "35e1", "/volume_ml type"},
      {"350", "true", "/volume_ml type"},
      {"0.25", "\"0.25\"", "/weight type"},
      {"true", "1", "/fragile type"},
      {"true", "\"true\"", "/fragile type"},
      {R"(["new","sale"])", "\"new\"", "/tags type"},
      {R"(["new","sale"])", R"({"0":"new"})", "/tags type"},
      {R"("sale")", "1", "/tags/1 type"},
      {R"({"berlin":3})", "[3]", "/stock type"},
      {R"({"berlin":3})", R"({"berlin":"3"})", "/stock/berlin type"},
      {R"({"amount":1999,"currency":"EUR"})", "1999", "/price type"},
      {"1999", "19.99", "/price/amount type"},
      // required, unknown, duplicate
      {R"("name":"Blue mug",)", "", "/name required"},
      {R"("amount":1999,)", "", "/price/amount required"},
      {R"("slug":"big-mugs",)", "", "/category/children/0/slug required"},
      {R"("name")", R"("nmae")", "/nmae unknown; /name required"},
      {R"("currency":"EUR")", R"("currency":"EUR","vat":{"rate":[19]})", "/price/vat unknown"},
      {R"("fragile":true)", R"("fragile":true,"fragile":true)", "/fragile duplicate"},
      {R"("berlin":3)", R"("berlin":3,"berlin":4)", "/stock/berlin duplicate"},
      {R"("b":"c")", R"("b":"c","b":1)", "/attributes duplicate"},
      // range, length, items
      {"350", "0", "/volume_ml range"},
      {"350", "5001", "/volume_ml range"},
      {"350", "4294967297", "/volume_ml range"},
      {"350", "-9223372036854775809", "/volume_ml range"},
      {"350", "100000000000000000000000000", "/volume_ml range"},
      {"0.25", "2.6", "/weight range"},
      {"0.25", "-0.001", "/weight range"},
      {"1999", "9223372036854775808", "/price/amount range"},
      {R"({"berlin":3})", R"({"berlin":-1})", "/stock/berlin range"},
      {R"("Blue mug")", R"("")", "/name length"},
      {R"("Blue mug")", R"("Blue mug, x")", "/name length"},
      {R"("new")", R"("newest")", "/tags/0 length"},
      {R"(["new","sale"])", R"(["a","b","c","d"])", "/tags items"},
      {R"({"berlin":3})", R"({"a":1,"b":1,"c":1})", "/stock items"},
      // format, not_allowed
      {R"("mug_01)", R"("jug_01)", "/id format"},
      {"01hxnjwz0tfmz9y05v3mp3mkjz", "81hxnjwz0tfmz9y05v3mp3mkjz", "/id format"},
      {R"("EUR")", R"("eur")", "/price/currency format"},
      {R"("mugs")", R"("Mugs")", "/category/slug format"},
      {"2026-03-01", "2026-02-30", "/made_at format"},
      {R"("red")", R"("pink")", "/colour not_allowed"},
      {R"("Ada")", R"("Eve")", "/maker not_allowed"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.old_text, row.new_text);
    CHECK(problems_in<Mug>(mug_with(row.old_text, row.new_text)) == row.problems);
  }
}

TEST_CASE("All mistakes of a body are reported at once") {
  CHECK(problems_in<Page<Mug>>(R"({"data":[{"id":"mug_x","name":"","colour":"pink","volume_ml":1.5,"weight":"x",)"
                               R"("fragile":0,"price":{"amount":"1"},"tags":[1,"",[]],"stock":{"a":null},"extra":1,)"
                               R"("category":{"slug":"A","children":[{"slug":"B"}]}},7],"page":{}})") ==
        "/data/0/id format; /data/0/name length; /data/0/colour not_allowed; /data/0/volume_ml type; "
        "/data/0/weight type; /data/0/fragile type; /data/0/price/amount type; /data/0/price/currency required; "
        "/data/0/tags/0 type; /data/0/tags/1 length; /data/0/tags/2 type; /data/0/stock/a type; /data/0/extra unknown; "
        "/data/0/category/slug format; /data/0/category/children/0/slug format; /data/0/made_at required; "
        "/data/1 type; /page unknown");
}

TEST_CASE("A problem tells a person what to do") {
  const auto detail = [](std::string_view old_text, std::string_view new_text) {
    return json::read<Mug>(mug_with(old_text, new_text)).error().fields.at(0).detail;
  };
  CHECK(detail("350", "\"350\"") == "must be an integer, not a string");
  CHECK(detail("350", "350.0") == "must be an integer, without fraction or exponent");
  CHECK(detail("350", "0") == "must be between 1 and 5000");
  CHECK(detail("0.25", "3") == "must be between 0 and 2.5");
  CHECK(detail(R"("Blue mug")", R"("")") == "must not be empty");
  CHECK(detail(R"("Blue mug")", R"("Blue mug, x")") == "must have 1 to 10 characters, has 11");
  CHECK(detail(R"("maker")", R"("makr")") == "is not known; did you mean maker?");
  CHECK(detail(R"("red")", R"("gren")") == "must be one of blue, green, red; did you mean green?");
  CHECK(detail(R"("EUR")", R"("EU")") == "must be an ISO 4217 currency code");
  CHECK(detail(R"("mug_01)", R"("jug_01)") == "must be an id like mug_01hxnjwz0tfmz9y05v3mp3mkjz");
}

TEST_CASE("Pointers escape ~ and / and name the members of maps as they are") {
  CHECK(problems_in<Mug>(mug_with(R"("berlin")", R"("a/b~c")")).empty());
  CHECK(problems_in<Mug>(mug_with(R"("berlin":3)", R"("a/b~c":"x")")) == "/stock/a~1b~0c type");
  CHECK(problems_in<Mug>(mug_with(R"("berlin":3)", R"("":"x")")) == "/stock/ type");
}

TEST_CASE("Lengths count characters, not bytes") {
  CHECK(problems_in<Mug>(mug_with("Blue mug", "\u00fc\u00fc\u00fc\u00fc\u00fc\u20ac\u20ac\u20ac\u20ac\u20ac")).empty());
  CHECK(problems_in<Mug>(mug_with("Blue mug", R"(\ud83c\udf75\ud83c\udf75\ud83c\udf75)")).empty());
}

TEST_CASE("Events and answers of others may have more members than we know") {
  json::Reading tolerant;
  tolerant.unknown = json::Unknown::ignore;
  const std::string more =
      mug_with(R"("fragile":true)", R"("fragile":true,"new":{"deep":[{"name":[1,{"id":null}]}],"id":1},"newer":"x")");
  CHECK(problems_in<Mug>(more) == "/new unknown; /newer unknown");
  const auto read = json::read<Mug>(more, tolerant);
  REQUIRE(read.ok());
  CHECK(json::to_json(*read) == kMugJson);
  CHECK(problems_in<Mug>(mug_with(R"("name":"Blue mug")", R"("label":"Blue mug")"), tolerant) == "/name required");
}

TEST_CASE("Every width of integer takes its whole range and nothing beyond") {
  struct Row {
    std::string_view member, lowest, highest, below, above;
  };
  const std::vector<Row> rows = {
      {"i8", "-128", "127", "-129", "128"},
      {"u8", "0", "255", "-1", "256"},
      {"i16", "-32768", "32767", "-32769", "32768"},
      {"u16", "0", "65535", "-1", "65536"},
      {"i32", "-2147483648", "2147483647", "-2147483649", "2147483648"},
      {"u32", "0", "4294967295", "-1", "4294967296"},
      {"i64", "-9223372036854775808", "9223372036854775807", "-9223372036854775809", "9223372036854775808"},
      {"u64", "0", "18446744073709551615", "-1", "18446744073709551616"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.member);
    const auto body = [&](std::string_view number) {
      return "{\"" + std::string(row.member) + "\":" + std::string(number) + '}';
    };
    for (const auto good : {row.lowest, row.highest}) {
      const auto read = json::read<Widths>(body(good));
      REQUIRE(read.ok());
      const std::string member = '"' + std::string(row.member) + "\":" + std::string(good);
      CHECK_THAT(json::to_json(*read), Catch::Contains(member));
    }
    CHECK(problems_in<Widths>(body(row.below)) == '/' + std::string(row.member) + " range");
    CHECK(problems_in<Widths>(body(row.above)) == '/' + std::string(row.member) + " range");
  }
}

TEST_CASE("The root may be a list, a map or a single value") {
  CHECK(json::read<std::vector<int>>("[1,2]").value() == std::vector<int>{1, 2});
  CHECK(json::read<std::map<std::string, std::vector<int>>>(R"({"a":[1]})").value().at("a").at(0) == 1);
  CHECK(json::read<std::string>("\"x\"").value() == "x");
  CHECK(json::read<json::Raw>(" [ 1 , {\"a\" : true} ] ").value().text == R"([1,{"a":true}])");
  CHECK(json::read<json::Raw>("null").value().text == "null");
  CHECK_FALSE(json::read<std::optional<int>>("null").value().has_value());
  CHECK(problems_in<std::vector<int>>("[1,\"2\",3.0]") == "/1 type; /2 type");
  CHECK(problems_in<Mug>("[]") == " type");
  CHECK(problems_in<Mug>("null") == " type");
  CHECK(problems_in<int>("\"x\"") == " type");
}

TEST_CASE("Formats are checked when they are read") {
  CHECK(problems_in<Login>(R"({"email":"ada@example.com","password":"12345678","birthday":"1815-12-10",)"
                           R"("links":["https://example.com/x"]})")
            .empty());
  CHECK(problems_in<Login>(R"({"email":"ada","password":"1234567","birthday":"1815-13-10","links":["x","ftp://y"]})") ==
        "/email format; /password length; /birthday format; /links/0 format");
}
