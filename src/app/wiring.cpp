#include "app/wiring.hpp"

#include <set>
#include <string>
#include <vector>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::app {

namespace {

Error broken(std::string detail) {
  return {ErrorKind::internal, "wiring", std::move(detail)};
}

std::string name_of(const events::MessageType& type) {
  return format("{} v{} on {}", type.name, type.version, type.topic.name);
}

}  // namespace

Result<void> check_wiring(std::span<const events::MessageInfo> messages, std::span<const events::Group> groups) {
  std::vector<std::string> published;
  std::set<std::pair<std::string_view, int>> versions;
  for (const auto& message : messages) {
    published.push_back(name_of(*message.type));
    if (versions.emplace(message.type->name, message.type->version).second) continue;
    return broken(format("{} is described twice", published.back()));
  }
  const std::set<std::string> known(published.begin(), published.end());
  std::set<std::string> names;
  for (const auto& group : groups) {
    if (!names.insert(group.name()).second) return broken(format("two groups have the name {}", group.name()));
    if (auto trouble = group.trouble()) return broken(*std::move(trouble));
    for (const auto& message : group.messages()) {
      const auto handled = name_of(message);
      if (known.contains(handled)) continue;
      const auto nearest = text::nearest(handled, published);
      return broken(format("group {} handles {}, which no module publishes{}", group.name(), handled,
                           nearest ? format("; did you mean {}?", *nearest) : ""));
    }
  }
  return {};
}

}  // namespace kontor::app
