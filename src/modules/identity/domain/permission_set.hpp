#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::identity {

// Names of permissions, each once, in order.
class PermissionSet {
 public:
  PermissionSet() = default;
  explicit PermissionSet(std::vector<std::string> names);

  bool has(std::string_view name) const;
  bool covers(const PermissionSet& others) const;
  void add(const PermissionSet& others);
  // Those that are in both.
  PermissionSet within(const PermissionSet& bounds) const;

  const std::vector<std::string>& names() const { return names_; }
  bool operator==(const PermissionSet&) const = default;

 private:
  std::vector<std::string> names_;
};

}  // namespace kontor::identity
