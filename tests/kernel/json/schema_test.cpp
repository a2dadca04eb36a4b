#include "kernel/json/schema.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "kernel/json/goods.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/problems.hpp"
#include "support/json_schema.hpp"

using namespace kontor;
using namespace goods;
using Tree = nlohmann::json;

namespace other {
struct Mug {
  int handles = 1;
};
KONTOR_DESCRIBE(Mug, handles)
}  // namespace other

namespace {

struct Described {
  Tree schema;
  Tree document;  // {"components": {"schemas": …}}
};

template <class T>
Described describe(json::Use use) {
  json::Schemas schemas;
  std::string schema;
  json::Writer writer(schema);
  schemas.write_schema(writer, json::type_of<T>(), use);
  std::string components;
  json::Writer of_components(components);
  schemas.write_components(of_components);
  return {Tree::parse(schema), {{"components", {{"schemas", Tree::parse(components)}}}}};
}

template <class T>
std::string example() {
  std::string text;
  json::Writer writer(text);
  json::write_example(writer, json::type_of<T>());
  return text;
}

// What a schema and reading both must take.
template <class T>
void check_example() {
  const std::string text = example<T>();
  CAPTURE(text);
  CHECK(problems_in<T>(text) == "");
  for (const auto use : {json::Use::request, json::Use::response}) {
    const auto described = describe<T>(use);
    CHECK(schema_mistakes(described.schema, Tree::parse(text), described.document) == std::vector<std::string>{});
  }
}

}  // namespace

TEST_CASE("Examples are valid against their schemas and are read without a problem") {
  check_example<Mug>();
  check_example<Page<Mug>>();
  check_example<Category>();
  check_example<Widths>();
  check_example<Login>();
  check_example<Money>();
  check_example<std::vector<Mug>>();
  check_example<std::map<std::string, std::optional<Money>>>();
  check_example<std::optional<Colour>>();
  check_example<json::Raw>();
}

TEST_CASE("What the schema of a request refuses, reading refuses, and the other way round") {
  struct Row {
    std::string body;
    bool good;
  };
  const std::vector<Row> rows = {
      {R"({"email":"a@b.de","password":"12345678"})", true},
      {R"({"email":"a@b.de","password":"12345678","birthday":null,"links":[]})", true},
      {R"({"email":"a@b.de","password":"1234567"})", false},
      {R"({"email":"a@b.de"})", false},
      {R"({"email":"a@b.de","password":"12345678","x":1})", false},
      {R"({"email":"a@b.de","password":"12345678","links":null})", false},
      {R"({"email":"a@b.de","password":null})", false},
      {R"([])", false},
  };
  const auto described = describe<Login>(json::Use::request);
  for (const auto& row : rows) {
    CAPTURE(row.body);
    CHECK(json::read<Login>(row.body).ok() == row.good);
    CHECK(schema_mistakes(described.schema, Tree::parse(row.body), described.document).empty() == row.good);
  }
}

TEST_CASE("A struct is a named component, and so is what it contains") {
  const auto described = describe<Page<Mug>>(json::Use::response);
  CHECK(described.schema == Tree::parse(R"({"$ref":"#/components/schemas/Page_Mug"})"));
  std::vector<std::string> names;
  for (const auto& item : described.document["components"]["schemas"].items()) names.push_back(item.key());
  CHECK(names == std::vector<std::string>{"Category", "Money", "Mug", "Page_Mug"});
}

TEST_CASE("The rules of a member are in its schema") {
  const auto described = describe<Mug>(json::Use::request);
  const Tree& properties = described.document["components"]["schemas"]["Mug"]["properties"];
  CHECK(properties["name"] == Tree::parse(R"({"type":"string","minLength":1,"maxLength":10,)"
                                          R"("description":"What it is called","examples":["Blue mug"]})"));
  CHECK(properties["volume_ml"] ==
        Tree::parse(R"({"type":"integer","format":"int32","minimum":1,"maximum":5000,"examples":[350]})"));
  CHECK(properties["weight"] == Tree::parse(R"({"type":"number","minimum":0,"maximum":2.5})"));
  CHECK(properties["note"] == Tree::parse(R"({"type":["string","null"],"minLength":0,"maxLength":20})"));
  CHECK(properties["colour"] == Tree::parse(R"({"type":"string","enum":["blue","green","red"]})"));
  CHECK(properties["tags"] == Tree::parse(R"({"type":"array","minItems":0,"maxItems":3,)"
                                          R"("items":{"type":"string","minLength":1,"maxLength":5}})"));
  CHECK(properties["category"] ==
        Tree::parse(R"({"anyOf":[{"$ref":"#/components/schemas/Category"},{"type":"null"}]})"));
  CHECK(properties["maker"] ==
        Tree::parse(R"({"type":"string","enum":["unknown","Ada","Grace"],"default":"unknown"})"));
  CHECK(properties["made_at"] == Tree::parse(R"({"type":"string","format":"date-time"})"));
  CHECK(properties["id"] == Tree::parse(R"({"type":"string","pattern":"^mug_[0-7][0-9a-hjkmnp-tv-z]{25}$"})"));
}

TEST_CASE("A request may leave out what an answer always has") {
  const auto required = [](json::Use use) { return describe<Login>(use).document["components"]["schemas"]["Login"]; };
  const Tree request = required(json::Use::request);
  CHECK(request["required"] == Tree::parse(R"(["email","password"])"));
  CHECK(request["additionalProperties"] == false);
  CHECK(request["properties"]["password"]["writeOnly"] == true);
  const Tree response = required(json::Use::response);
  CHECK(response["required"] == Tree::parse(R"(["email","password","birthday","links"])"));
  CHECK_FALSE(response.contains("additionalProperties"));
}

TEST_CASE("Two structs of one name get two components") {
  json::Schemas schemas;
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  schemas.write_schema(writer, json::type_of<Mug>(), json::Use::response);
  schemas.write_schema(writer, json::type_of<other::Mug>(), json::Use::response);
  schemas.write_schema(writer, json::type_of<Mug>(), json::Use::response);
  writer.end_array();
  CHECK(text == R"([{"$ref":"#/components/schemas/Mug"},{"$ref":"#/components/schemas/other.Mug"},)"
                R"({"$ref":"#/components/schemas/Mug"}])");
}

TEST_CASE("A struct used in an answer and then in a request is described as a request, with all it contains") {
  json::Schemas schemas;
  std::string ignored;
  json::Writer writer(ignored);
  schemas.write_schema(writer, json::type_of<Page<Mug>>(), json::Use::response);
  schemas.write_schema(writer, json::type_of<std::vector<Mug>>(), json::Use::request);
  std::string text;
  json::Writer of_components(text);
  schemas.write_components(of_components);
  const auto components = Tree::parse(text);
  for (const auto* name : {"Mug", "Category", "Money"}) CHECK(components[name]["additionalProperties"] == false);
  CHECK_FALSE(components["Page_Mug"].contains("additionalProperties"));
}
