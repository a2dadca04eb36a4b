#include "modules/catalog/http/staff_endpoint.hpp"
#include "modules/catalog/http/taxonomy_endpoints.hpp"
#include "modules/catalog/store/attribute_definitions.hpp"

namespace kontor::catalog {

namespace {

struct AttributePath {
  std::string code;

  static void rules(json::Rules<AttributePath>& rule) { rule(&AttributePath::code).length(1, 100).example("material"); }
};
KONTOR_DESCRIBE(AttributePath, code)

// `kind` is a text, because `enum` is no name in C++.
struct AttributeBody {
  std::string name;
  std::string kind = "text";
  bool facet = false;
  std::vector<std::string> choices;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<int> max_length;

  static void rules(json::Rules<AttributeBody>& rule) { shared_rules(rule); }

  template <class Body>
  static void shared_rules(json::Rules<Body>& rule) {
    rule(&Body::name).length(1, 300).example("Material");
    rule(&Body::kind).one_of({"text", "number", "boolean", "enum"});
    rule(&Body::facet).optional().doc("Whether shoppers are offered it as a filter");
    rule(&Body::choices).optional().doc("Of an enum").length(1, 300).items(0, 500);
    rule(&Body::minimum).doc("Of a number");
    rule(&Body::maximum).doc("Of a number");
    rule(&Body::max_length).doc("Of a text, in bytes").range(1, 1200);
  }
};
KONTOR_DESCRIBE(AttributeBody, name, kind, facet, choices, minimum, maximum, max_length)

struct NewAttribute {
  std::string code;
  std::string name;
  std::string kind = "text";
  bool facet = false;
  std::vector<std::string> choices;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<int> max_length;

  static void rules(json::Rules<NewAttribute>& rule) {
    rule(&NewAttribute::code).doc("Lower-case words joined by _").length(1, 100).example("material");
    AttributeBody::shared_rules(rule);
  }
};
KONTOR_DESCRIBE(NewAttribute, code, name, kind, facet, choices, minimum, maximum, max_length)

struct AttributeView {
  std::string code;
  std::string name;
  std::string kind;
  bool facet = false;
  std::vector<std::string> choices;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<int> max_length;
  std::int64_t version = 1;
};
KONTOR_DESCRIBE(AttributeView, code, name, kind, facet, choices, minimum, maximum, max_length, version)

struct AttributeList {
  std::vector<AttributeView> data;
};
KONTOR_DESCRIBE(AttributeList, data)

AttributeView view_of(const AttributeDefinition& one) {
  return {one.code,    one.name,       std::string(to_string(one.kind)),
          one.facet,   one.choices,    one.minimum,
          one.maximum, one.max_length, one.version};
}

template <class Body>
AttributeDefinition definition_from(std::string code, const Body& body) {
  return {std::move(code), body.name,      parse_attribute_kind(body.kind).value_or(AttributeKind::text),
          body.facet,      body.choices,   body.minimum,
          body.maximum,    body.max_length};
}

using AttributeAnswer = Result<http::Reply<AttributeView>>;

AttributeAnswer answered_attribute(Result<AttributeDefinition> definition) {
  if (!definition) return std::move(definition).error();
  return tagged(view_of(*definition), definition->version);
}

http::Endpoint list_endpoint(const TaxonomyRoom& room) {
  return http::get("/catalog/attributes")
      .summary("What attributes products may have, and which are offered as filters")
      .tag("catalog")
      .access(auth::Access::anyone())
      .priority(http::Priority::catalog)
      .answers<AttributeList>()
      .handle([room](const auto&) -> Result<AttributeList> {
        const auto definitions = taxonomy::read_definitions(room.database);
        if (!definitions) return definitions.error();
        AttributeList list;
        for (const auto& [code, definition] : *definitions) list.data.push_back(view_of(definition));
        return list;
      });
}

}  // namespace

std::vector<http::Endpoint> attribute_endpoints(const TaxonomyRoom& room) {
  return {
      list_endpoint(room),
      for_staff(http::post("/catalog/attributes"))
          .summary("Defines an attribute")
          .idempotent()
          .body<NewAttribute>()
          .answers<AttributeView>(201)
          .fails({{ErrorKind::conflict, "attribute_taken"}, {ErrorKind::conflict, "attribute_in_use"}})
          .handle([room](const auto& call) {
            return room.once.run(call, room.database, [&](db::Tx& tx) {
              return answered_attribute(room.desk.define(tx, definition_from(call.body.code, call.body)));
            });
          }),
      for_staff(http::put("/catalog/attributes/{code}"))
          .summary("Defines an attribute anew")
          .path<AttributePath>()
          .body<AttributeBody>()
          .answers<AttributeView>()
          .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "attribute_in_use"}})
          .handle([room](const auto& call) {
            return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
              return answered_attribute(room.desk.redefine(tx, seen, definition_from(call.path.code, call.body)));
            });
          }),
      for_staff(http::del("/catalog/attributes/{code}"))
          .summary("Removes an attribute that no product has")
          .path<AttributePath>()
          .fails({"not_found", "version_conflict", "precondition_required", {ErrorKind::conflict, "attribute_in_use"}})
          .handle([room](const auto& call) {
            return replace(room.database, call, [&](db::Tx& tx, const SeenVersion& seen) {
              return room.desk.remove_attribute(tx, call.path.code, seen);
            });
          }),
  };
}

}  // namespace kontor::catalog
