#include "kernel/events/catalogue.hpp"

#include <algorithm>
#include <tuple>

#include "kernel/core/format.hpp"
#include "kernel/json/indented.hpp"
#include "kernel/json/schema.hpp"

namespace kontor::events {

namespace {

constexpr std::string_view kIntroduction = R"(# Messages

Written by `kontor events catalogue --write docs/events`; a test holds it against the program. Each version of a message
has its JSON Schema beside this page. A version may gain members that can be missing; every other change is a new
version with the next number, and the old one stays for as long as the log holds it.

As [CloudEvents 1.0](https://github.com/cloudevents/spec), attribute by attribute:

| attribute | in the log (`bus.event`) |
|---|---|
| `specversion` | always `1.0` |
| `id` | `id`, a UUIDv7 |
| `source` | `/kontor/` and the producer: what stands before the dot of `type` |
| `type` | `type`, a dot, `v`, `version`: `catalog.products_seeded.v1` |
| `subject` | `aggregateid` |
| `time` | `time` |
| `datacontenttype` | always `application/json` |
| `dataschema` | the file beside this page |
| `partitionkey` | `aggregateid` (extension) |
| `traceparent` | `headers.traceparent` (extension) |
| `correlationid`, `causationid`, `actor` | the headers of those names (extensions) |
| `data` | `payload` |
)";

std::vector<MessageInfo> sorted(std::span<const MessageInfo> messages) {
  std::vector<MessageInfo> all(messages.begin(), messages.end());
  std::ranges::sort(all, [](const MessageInfo& a, const MessageInfo& b) {
    return std::tuple(a.type->topic.name, a.type->name, a.type->version) <
           std::tuple(b.type->topic.name, b.type->name, b.type->version);
  });
  return all;
}

std::string consumers_of(const MessageType& message, std::span<const Consumer> consumers) {
  std::string names;
  for (const auto& consumer : consumers) {
    const bool handles = std::ranges::any_of(consumer.messages, [&](const MessageType& handled) {
      return handled.name == message.name && handled.version == message.version;
    });
    if (handles) names += (names.empty() ? "" : ", ") + consumer.group;
  }
  return names.empty() ? "—" : names;
}

std::string words_for(const json::Type& type) {
  switch (type.kind) {
    case json::Kind::boolean:
      return "true or false";
    case json::Kind::integer:
      return "a whole number";
    case json::Kind::number:
      return "a number";
    case json::Kind::string:
      return "text";
    case json::Kind::enumeration: {
      std::string names;
      for (const auto& one : type.enumerators) names += format("{}`{}`", names.empty() ? "" : ", ", one.name);
      return "one of " + names;
    }
    case json::Kind::scalar:
      return type.scalar.what;
    case json::Kind::optional:
      return words_for(type.element()) + ", or null";
    case json::Kind::list:
      return "a list: " + words_for(type.element());
    case json::Kind::map:
      return "by name: " + words_for(type.element());
    case json::Kind::structure:
      return type.name;
    case json::Kind::raw:
      return "any JSON";
  }
  return "";
}

void add_fields(std::string& page, const json::Type& payload) {
  page += "\n| field | | |\n|---|---|---|\n";
  for (const auto& member : payload.members) {
    page += format("| `{}` | {}{} | {} |\n", member.name, words_for(member.type()),
                   member.required() ? "" : ", may be missing", member.rule.doc_text);
  }
}

}  // namespace

std::string MessageInfo::file_name() const {
  return format("{}.v{}.json", type->name, type->version);
}

std::string schema_of(const MessageInfo& message) {
  const json::Type& payload = message.payload();
  json::Schemas schemas("#/$defs/");
  std::string unused;
  json::Writer gathering(unused);
  schemas.write_schema(gathering, payload, json::Use::message);

  std::string text;
  json::Writer out(text);
  out.begin_object();
  out.field("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.field("$id", message.file_name());
  out.field("title", format("{}, version {}", message.type->name, message.type->version));
  out.field("$ref", "#/$defs/" + payload.name);
  out.key("$defs");
  schemas.write_components(out);
  out.end_object();
  return json::indented(text);
}

std::string catalogue_page(std::span<const MessageInfo> messages, std::span<const Consumer> consumers) {
  std::string page(kIntroduction);
  std::string_view topic;
  for (const auto& message : sorted(messages)) {
    const MessageType& type = *message.type;
    if (type.topic.name != topic) page += format("\n## {}\n", topic = type.topic.name);
    page += format("\n### {} v{}\n\n", type.name, type.version);
    page += format("Published by {}; the key is the id of the {}. Handled by: {}. [Schema]({}).\n", message.producer(),
                   type.aggregate, consumers_of(type, consumers), message.file_name());
    add_fields(page, message.payload());
  }
  return page;
}

}  // namespace kontor::events
