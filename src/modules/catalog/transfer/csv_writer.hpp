#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace kontor::catalog {

// Rows of RFC 4180, with quotes where they are needed: `rows.add("a").add("b, c").end_row()`. Lines end with LF.
class CsvWriter {
 public:
  CsvWriter& add(std::string_view cell) {
    if (in_row_) text_ += ',';
    in_row_ = true;
    if (cell.find_first_of("\",\r\n;") == std::string_view::npos && !begins_or_ends_blank(cell)) {
      text_ += cell;
      return *this;
    }
    text_ += '"';
    for (const char c : cell) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
    return *this;
  }
  void end_row() {
    text_ += '\n';
    in_row_ = false;
  }

  std::string take() { return std::exchange(text_, {}); }
  std::size_t size() const { return text_.size(); }

 private:
  static bool begins_or_ends_blank(std::string_view cell) {
    return !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  }

  std::string text_;
  bool in_row_ = false;
};

}  // namespace kontor::catalog
