#pragma once

#include <optional>

#include "kernel/json/type.hpp"

namespace kontor::json {

// A member of a merge patch (RFC 7396): not mentioned, cleared by null, or set. In schemas it is an optional.
template <class T>
class Change {
 public:
  using value_type = T;

  bool is_mentioned() const { return mentioned_; }
  // Whether it is set, and to what.
  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return &*value_; }

  void apply_to(std::optional<T>& value) const {
    if (mentioned_) value = value_;
  }

  // For the reader.
  T& emplace() {
    mentioned_ = true;
    return value_.emplace();
  }
  void reset() {
    mentioned_ = true;
    value_.reset();
  }

 private:
  bool mentioned_ = false;
  std::optional<T> value_;
};

namespace detail {
template <class T>
constexpr bool is_optional<Change<T>> = true;
}  // namespace detail

}  // namespace kontor::json
