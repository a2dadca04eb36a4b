#include <catch2/catch.hpp>

#include "kernel/json/goods.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/problems.hpp"
#include "kernel/json/text_value.hpp"

using namespace kontor;
using namespace goods;

namespace {

struct Search {
  int limit = 20;
  std::optional<std::string> cursor;
  std::optional<Colour> colour;
  std::optional<double> max_weight;
  bool in_stock = false;
  std::vector<MugId> ids;
  std::vector<std::string> tags;
  std::optional<std::string> sort;
  std::optional<Timestamp> since;

  static void rules(json::Rules<Search>& rule) {
    rule(&Search::limit).optional().range(1, 100);
    rule(&Search::in_stock).optional();
    rule(&Search::tags).items(0, 2).length(1, 5);
    rule(&Search::sort).one_of({"name", "-name"});
  }
};
KONTOR_DESCRIBE(Search, limit, cursor, colour, max_weight, in_stock, ids, tags, sort, since)

struct Path {
  MugId id;
};
KONTOR_DESCRIBE(Path, id)

using Parameters = std::vector<json::Parameter>;

}  // namespace

TEST_CASE("Without parameters the defaults stand") {
  const auto search = json::read_parameters<Search>(Parameters{});
  REQUIRE(search.ok());
  CHECK(search->limit == 20);
  CHECK_FALSE(search->cursor.has_value());
  CHECK(search->ids.empty());
}

TEST_CASE("Parameters become values of their types") {
  const auto search = json::read_parameters<Search>(Parameters{{"limit", "50"},
                                                               {"cursor", "a=b, \u00fc"},
                                                               {"colour", "green"},
                                                               {"max_weight", "1.5"},
                                                               {"in_stock", "true"},
                                                               {"ids", "mug_01hxnjwz0tfmz9y05v3mp3mkjz"},
                                                               {"since", "2026-03-01T10:30:00+01:00"},
                                                               {"sort", "-name"}});
  INFO(problems_of(search));
  REQUIRE(search.ok());
  CHECK(search->limit == 50);
  CHECK(search->cursor == "a=b, \u00fc");
  CHECK(search->colour == Colour::green);
  CHECK(search->max_weight == 1.5);
  CHECK(search->in_stock);
  CHECK(search->ids.size() == 1);
  CHECK(to_string(*search->since) == "2026-03-01T09:30:00.000000Z");
}

TEST_CASE("A list takes a repeated name, commas, or both") {
  const auto tags = [](const Parameters& parameters) { return json::read_parameters<Search>(parameters).value().tags; };
  const std::vector<std::string> both = {"new", "sale"};
  CHECK(tags({{"tags", "new"}, {"tags", "sale"}}) == both);
  CHECK(tags({{"tags", "new,sale"}}) == both);
  CHECK(tags({{"tags", "new, sale"}}) == both);
  CHECK(tags({{"tags", ""}}).empty());
}

TEST_CASE("Each mistake in a parameter is reported with its pointer and code") {
  struct Row {
    Parameters parameters;
    std::string problems;
  };
  const std::vector<Row> rows = {
      {{{"limit", ""}}, "/limit type"},
      {{{"limit", "ten"}}, "/limit type"},
      {{{"limit", "1.0"}}, "/limit type"},
      {{{"limit", " 1"}}, "/limit type"},
      {{{"limit", "+1"}}, "/limit type"},
      {{{"limit", "0x1"}}, "/limit type"},
      {{{"limit", "0"}}, "/limit range"},
      {{{"limit", "-1"}}, "/limit range"},
      {{{"limit", "4294967297"}}, "/limit range"},
      {{{"limit", "99999999999999999999"}}, "/limit range"},
      {{{"limit", "-99999999999999999999"}}, "/limit range"},
      {{{"limit", "1"}, {"limit", "2"}}, "/limit duplicate"},
      {{{"limits", "1"}}, "/limits unknown"},
      {{{"a/b", "1"}}, "/a~1b unknown"},
      {{{"", "1"}}, "/ unknown"},
      {{{"\xff", "1"}}, " format"},
      {{{"colour", "pink"}}, "/colour not_allowed"},
      {{{"max_weight", "inf"}}, "/max_weight type"},
      {{{"max_weight", "-nan"}}, "/max_weight type"},
      {{{"max_weight", "1e999"}}, "/max_weight range"},
      {{{"max_weight", "1,5"}}, "/max_weight type"},
      {{{"in_stock", "1"}}, "/in_stock type"},
      {{{"ids", "mug_01hxnjwz0tfmz9y05v3mp3mkjz,"}}, "/ids format"},
      {{{"tags", "a,b,c"}}, "/tags items"},
      {{{"tags", "a,,b"}}, "/tags length"},
      {{{"tags", "longer"}}, "/tags length"},
      {{{"sort", "price"}}, "/sort not_allowed"},
      {{{"cursor", "\xff"}}, "/cursor format"},
      {{{"cursor", std::string_view("a\0b", 3)}}, "/cursor format"},
      {{{"since", "yesterday"}}, "/since format"},
      {{{"limit", "0"}, {"colour", "pink"}, {"x", "y"}}, "/x unknown; /limit range; /colour not_allowed"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.problems);
    CHECK(problems_of(json::read_parameters<Search>(row.parameters)) == row.problems);
  }
}

TEST_CASE("What is no optional, no list and has no rule is required") {
  CHECK(problems_of(json::read_parameters<Path>(Parameters{})) == "/id required");
  CHECK(problems_of(json::read_parameters<Path>(Parameters{{"id", "mug_x"}})) == "/id format");
}

TEST_CASE("Values written as text are read back the same") {
  Search search;
  search.limit = 7;
  search.colour = Colour::red;
  search.max_weight = 0.1;
  search.tags = {"new", "sale"};
  const json::Type& type = json::type_of<Search>();
  for (const auto& member : type.members) {
    CAPTURE(member.name);
    std::string text;
    json::value_to_text(member.type(), member.at(&search), text);
    if (text.empty()) continue;
    Search copy;
    CHECK_FALSE(json::value_from_text(member.type(), member.in(&copy), text, &member.rule).has_value());
    std::string again;
    json::value_to_text(member.type(), member.at(&copy), again);
    CHECK(again == text);
  }
}
