#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernel/core/result.hpp"

namespace kontor::catalog {

// The versions of a thing that the caller has seen, as If-Match says; the change is made to one of these or not at all.
class SeenVersion {
 public:
  static SeenVersion any() { return SeenVersion(true, {}); }
  static SeenVersion one_of(std::vector<std::int64_t> versions) { return SeenVersion(false, std::move(versions)); }

  // `version_conflict` for a version that the caller has not seen.
  Result<void> check(std::int64_t version) const {
    if (any_ || std::ranges::find(versions_, version) != versions_.end()) return {};
    return conflict("version_conflict", "It was changed meanwhile: read it again and decide anew.");
  }

 private:
  SeenVersion(bool any, std::vector<std::int64_t> versions) : any_(any), versions_(std::move(versions)) {}

  bool any_;
  std::vector<std::int64_t> versions_;
};

}  // namespace kontor::catalog
