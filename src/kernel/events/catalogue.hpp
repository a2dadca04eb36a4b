#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/events/event.hpp"
#include "kernel/json/type.hpp"

// What the program may publish, for people and for programs in other languages: the folder docs/events.
namespace kontor::events {

struct MessageInfo {
  const MessageType* type;
  json::TypeRef payload;

  std::string file_name() const;  // catalog.products_seeded.v1.json
  std::string_view producer() const { return type->name.substr(0, type->name.find('.')); }
};

template <Message M>
MessageInfo describe() {
  return {&M::kMessage, &json::type_of<M>};
}

// Who handles what.
struct Consumer {
  std::string group;
  std::vector<MessageType> messages;
};

// JSON Schema 2020-12 of the payload, indented. What it requires is in every message of this version ever written;
// readers ignore what they do not know.
std::string schema_of(const MessageInfo& message);

// Why messages of both schemas could not live in one log under one version, each with the place: readers of the old
// schema meet new messages while a release rolls out, readers of the new one meet old messages for as long as the log
// is kept. So a version may gain members that can be missing, and change its words; everything else is a new version.
// Empty: compatible. A text that is no schema of schema_of is a difference too.
std::vector<std::string> incompatibilities(std::string_view old_schema, std::string_view new_schema);

// The page of all messages, in Markdown.
std::string catalogue_page(std::span<const MessageInfo> messages, std::span<const Consumer> consumers);

}  // namespace kontor::events
