#include "modules/identity/domain/permission_set.hpp"

#include <algorithm>
#include <iterator>

namespace kontor::identity {

PermissionSet::PermissionSet(std::vector<std::string> names) : names_(std::move(names)) {
  std::ranges::sort(names_);
  const auto doubles = std::ranges::unique(names_);
  names_.erase(doubles.begin(), doubles.end());
}

bool PermissionSet::has(std::string_view name) const {
  return std::ranges::binary_search(names_, name);
}

bool PermissionSet::covers(const PermissionSet& others) const {
  return std::ranges::includes(names_, others.names_);
}

void PermissionSet::add(const PermissionSet& others) {
  std::vector<std::string> all;
  std::ranges::set_union(names_, others.names_, std::back_inserter(all));
  names_ = std::move(all);
}

PermissionSet PermissionSet::within(const PermissionSet& bounds) const {
  PermissionSet both;
  std::ranges::set_intersection(names_, bounds.names_, std::back_inserter(both.names_));
  return both;
}

}  // namespace kontor::identity
