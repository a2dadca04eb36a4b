#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/json/writer.hpp"

namespace kontor::json::detail {

// Writes down, as compact JSON, the value that a reader passes by; for Raw members.
class RawText {
 public:
  RawText() = default;
  RawText(const RawText&) = delete;

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  // False: this object has the name already.
  bool key(const std::string& name);
  template <class T>
  void value(const T& value) {
    writer_.value(value);
  }
  void number(std::string_view text) { writer_.raw(text); }

  std::size_t depth() const { return open_.size(); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  Writer writer_{text_};
  std::vector<std::set<std::string>> open_;  // the names so far of each open object
};

}  // namespace kontor::json::detail
