#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"

namespace kontor::catalog {

// Rows in the text format of COPY: `rows.add(id).add(name).end_row()`. Any text may be added; one with a NUL byte is
// refused by the server, and nothing of the COPY is kept.
class CopyRows {
 public:
  CopyRows& add(std::string_view text);
  CopyRows& add(std::int64_t number);
  CopyRows& add(const Uuid& id);
  CopyRows& add(Timestamp moment);
  CopyRows& add(std::span<const std::string> texts);  // text[]
  CopyRows& add_null();
  template <class Tag>
  CopyRows& add(const Id<Tag>& id) {
    return add(id.uuid());
  }
  template <class Tag>
  CopyRows& add(const std::vector<Id<Tag>>& ids);  // uuid[]
  template <class T>
  CopyRows& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }
  void end_row();

  const std::string& text() const { return text_; }

 private:
  void begin_field();
  void append_escaped(std::string_view text);

  std::string text_;
  bool in_row_ = false;
};

template <class Tag>
CopyRows& CopyRows::add(const std::vector<Id<Tag>>& ids) {
  begin_field();
  text_ += '{';
  for (const auto& id : ids) {
    if (text_.back() != '{') text_ += ',';
    text_ += id.uuid().str();
  }
  text_ += '}';
  return *this;
}

}  // namespace kontor::catalog
