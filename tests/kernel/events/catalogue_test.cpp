#include "kernel/events/catalogue.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "kernel/core/money.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/json.hpp"
#include "support/json_schema.hpp"

using namespace kontor;
using Json = nlohmann::json;

namespace {

constexpr events::Topic kOrderEvents{"order-events"};

enum class Channel { web, phone };
KONTOR_DESCRIBE_ENUM(Channel, web, phone)

struct Line {
  std::string sku;
  int quantity = 1;

  static void rules(json::Rules<Line>& rule) { rule(&Line::quantity).range(1, 100); }
};
KONTOR_DESCRIBE(Line, sku, quantity)

struct OrderPlaced {
  static constexpr events::MessageType kMessage{"ordering.order_placed", 1, kOrderEvents, "order"};
  std::vector<Line> lines;
  Money total;
  Channel channel = Channel::web;
  std::optional<std::string> note;
  bool gift = false;

  static void rules(json::Rules<OrderPlaced>& rule) {
    rule(&OrderPlaced::total).doc("What the customer pays");
    rule(&OrderPlaced::gift).optional();
  }
};
KONTOR_DESCRIBE(OrderPlaced, lines, total, channel, note, gift)

const std::vector<std::string> kNone;

// The schema of OrderPlaced, changed.
std::string changed(const std::function<void(Json& definitions)>& change) {
  auto schema = Json::parse(schema_of(events::describe<OrderPlaced>()));
  change(schema["$defs"]);
  return schema.dump();
}

std::string joined(const std::vector<std::string>& differences) {
  std::string all;
  for (const auto& one : differences) all += one + "; ";
  return all;
}

}  // namespace

TEST_CASE("a message is valid by its schema, with more than it knows and without what may be missing") {
  const auto schema = Json::parse(schema_of(events::describe<OrderPlaced>()));
  auto message = Json::parse(json::to_json(OrderPlaced{{{"shirt", 2}}, {1999, *Currency::parse("EUR")}, {}, {}, true}));
  Json bare = schema;
  for (const auto* word : {"$schema", "$id", "title", "$defs"}) bare.erase(word);
  CHECK(schema_mistakes(bare, message, schema) == kNone);
  message["later"] = "an addition";
  message.erase("gift");
  message.erase("note");
  CHECK(schema_mistakes(bare, message, schema) == kNone);
  message.erase("total");
  CHECK(schema_mistakes(bare, message, schema).size() == 1);
}

TEST_CASE("a schema is compatible with itself, with other words, and with a new member that may be missing") {
  const auto schema = schema_of(events::describe<OrderPlaced>());
  CHECK(events::incompatibilities(schema, schema) == kNone);
  CHECK(events::incompatibilities(schema, changed([](Json& definitions) {
                                    auto& members = definitions["OrderPlaced"]["properties"];
                                    members["total"]["description"] = "Other words";
                                    members["voucher"] = {{"type", "string"}};
                                  })) == kNone);
  const auto renamed = changed([](Json& definitions) {
    definitions["OrderLine"] = definitions["Line"];
    definitions.erase("Line");
    definitions["OrderPlaced"]["properties"]["lines"]["items"]["$ref"] = "#/$defs/OrderLine";
  });
  CHECK(events::incompatibilities(schema, renamed) == kNone);
}

TEST_CASE("every other change of a schema is named, with its place") {
  struct Row {
    const char* what;
    std::function<void(Json& definitions, Json& order)> change;
    const char* difference;
  };
  const Row table[] = {
      {"a member is gone", [](Json&, Json& order) { order["properties"].erase("gift"); }, "/gift is gone"},
      {"a new member is required",
       [](Json&, Json& order) {
         order["properties"]["customer"] = {{"type", "string"}};
         order["required"].push_back("customer");
       },
       "/customer is new and may not be missing"},
      {"a required member may be missing",
       [](Json&, Json& order) {
         order["required"] = {"lines", "channel"};
       },
       "/total may be missing now"},
      {"an optional member is required", [](Json&, Json& order) { order["required"].push_back("gift"); },
       "/gift may not be missing any more"},
      {"a type changes", [](Json&, Json& order) { order["properties"]["gift"]["type"] = "string"; },
       R"(/gift had type "boolean", has "string")"},
      {"null becomes possible",
       [](Json& all, Json&) {
         all["Line"]["properties"]["sku"]["type"] = {"string", "null"};
       },
       R"(/lines/*/sku had type "string", has ["string","null"])"},
      {"an enum is narrower", [](Json&, Json& order) { order["properties"]["channel"]["enum"] = {"web"}; },
       R"(/channel had enum ["web","phone"], has ["web"])"},
      {"an enum is wider",
       [](Json&, Json& order) {
         order["properties"]["channel"]["enum"] = {"web", "phone", "fax"};
       },
       R"(/channel had enum ["web","phone"], has ["web","phone","fax"])"},
      {"a bound within a list is narrower",
       [](Json& all, Json&) { all["Line"]["properties"]["quantity"]["maximum"] = 50; },
       "/lines/*/quantity had maximum 100, has 50"},
      {"a rule is added", [](Json& all, Json&) { all["Line"]["properties"]["sku"]["maxLength"] = 9; },
       "/lines/*/sku had maxLength none, has 9"},
      {"a list is no list any more", [](Json&, Json& order) { order["properties"]["lines"].erase("items"); },
       "/lines had items"},
  };
  const auto schema = schema_of(events::describe<OrderPlaced>());
  for (const auto& row : table) {
    CAPTURE(row.what);
    const auto after = changed([&](Json& definitions) { row.change(definitions, definitions["OrderPlaced"]); });
    const auto differences = events::incompatibilities(schema, after);
    CAPTURE(joined(differences));
    REQUIRE(differences.size() == 1);
    CHECK(differences[0].find(row.difference) == 0);
  }
  CHECK(events::incompatibilities("{", schema).size() == 1);
}

TEST_CASE("the page of all messages says who publishes and who handles each of them") {
  const std::vector<events::MessageInfo> messages{events::describe<OrderPlaced>()};
  const std::vector<events::Consumer> consumers{{"mail", {OrderPlaced::kMessage}}, {"idle", {}}};
  const auto page = events::catalogue_page(messages, consumers);
  for (const auto* part :
       {"## order-events", "### ordering.order_placed v1", "Published by ordering", "Handled by: mail.",
        "(ordering.order_placed.v1.json)", "What the customer pays", "may be missing"}) {
    CAPTURE(part);
    CHECK(page.find(part) != std::string::npos);
  }
}
