#include "modules/catalog/store/copy_rows.hpp"

namespace kontor::catalog {

CopyRows& CopyRows::add(std::string_view text) {
  begin_field();
  append_escaped(text);
  return *this;
}

CopyRows& CopyRows::add(std::int64_t number) {
  begin_field();
  text_ += std::to_string(number);
  return *this;
}

CopyRows& CopyRows::add(const Uuid& id) {
  begin_field();
  text_ += id.str();
  return *this;
}

CopyRows& CopyRows::add(Timestamp moment) {
  begin_field();
  text_ += kontor::to_string(moment);
  return *this;
}

CopyRows& CopyRows::add(std::span<const std::string> texts) {
  std::string array = "{";
  for (const auto& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return add(array + '}');
}

CopyRows& CopyRows::add_null() {
  begin_field();
  text_ += "\\N";
  return *this;
}

void CopyRows::end_row() {
  text_ += '\n';
  in_row_ = false;
}

void CopyRows::begin_field() {
  if (in_row_) text_ += '\t';
  in_row_ = true;
}

void CopyRows::append_escaped(std::string_view text) {
  for (auto special = text.find_first_of("\\\t\n\r"); special != std::string_view::npos;
       special = text.find_first_of("\\\t\n\r")) {
    text_ += text.substr(0, special);
    text_ += '\\';
    const char c = text[special];
    text_ += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
    text.remove_prefix(special + 1);
  }
  text_ += text;
}

}  // namespace kontor::catalog
