#include "modules/identity/domain/client_block.hpp"

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::identity {

namespace {

constexpr std::size_t kSubscriberGroups = 4;

// "0db8" and "DB8" are one group.
std::string spelled_shortly(std::string_view group) {
  const auto first = std::min(group.find_first_not_of('0'), group.size());
  return text::to_lower(group.substr(first));
}

}  // namespace

std::string client_block(std::string_view address) {
  const bool is_v4 = address.find('.') != std::string_view::npos;
  if (is_v4) return std::string(address.substr(address.rfind(':') + 1));  // without the ::ffff: of a mapped one
  if (address.find(':') == std::string_view::npos) return std::string(address);

  const auto left_out = address.find("::");
  auto groups = text::split(address.substr(0, left_out), ':');
  if (left_out != std::string_view::npos) {
    const auto rest = text::split(address.substr(left_out + 2), ':');
    const auto present = groups.size() + rest.size();
    groups.insert(groups.end(), present < 8 ? 8 - present : 0, std::string_view());
    groups.insert(groups.end(), rest.begin(), rest.end());
  }
  std::string block;
  for (std::size_t at = 0; at < std::min(kSubscriberGroups, groups.size()); ++at) {
    block += spelled_shortly(groups[at]) + ':';
  }
  return block;
}

}  // namespace kontor::identity
