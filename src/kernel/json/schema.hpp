#pragma once

#include <map>
#include <string>
#include <string_view>

#include "kernel/json/type.hpp"
#include "kernel/json/writer.hpp"

// JSON Schema 2020-12, as OpenAPI 3.1 uses it.
namespace kontor::json {

// A request may leave out what is optional and must not hold what is not known; an answer holds every member and may
// gain more; a message may leave out what is optional and may gain more.
enum class Use { request, response, message };

// Writes schemas in which each described struct is a reference, and gathers what is referred to.
class Schemas {
 public:
  // `home` is where the document keeps the components.
  explicit Schemas(std::string home = "#/components/schemas/") : home_(std::move(home)) {}

  // `{"$ref": "#/components/schemas/Product"}` for a struct, the schema itself for all else. `rule` may be null.
  void write_schema(Writer& out, const Type& type, Use use, const FieldRule* rule = nullptr);
  // Of one member (or parameter) of a struct, with its description, default and example.
  void write_member_schema(Writer& out, const Type& structure, const Member& member, Use use);
  // All structs mentioned so far and what they contain, as one object by name.
  void write_components(Writer& out);

 private:
  struct Component {
    const Type* type;
    Use use;  // of a struct used in several ways the first of Use
  };

  void gather(const Type& type, Use use);
  const std::string& name_of(const Type& structure) const;
  std::string free_name(const Type& structure) const;
  void write_component(Writer& out, const Component& component);
  void write_keywords(Writer& out, const Type& type, const FieldRule* rule, bool nullable);
  void write_reference(Writer& out, const Type& type, bool nullable);
  void write_container(Writer& out, const Type& type, const FieldRule* rule, bool nullable);
  void write_element(Writer& out, std::string_view keyword, const Type& type, const FieldRule* rule);

  std::string home_;
  std::map<std::string, Component> components_;
  std::map<const Type*, std::string> names_;
};

// A value that reading accepts: from the examples of the rules, else defaults, else something plausible.
void write_example(Writer& out, const Type& type, const FieldRule* rule = nullptr);

}  // namespace kontor::json
