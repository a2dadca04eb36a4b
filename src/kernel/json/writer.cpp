#include "kernel/json/writer.hpp"

#include "kernel/json/json.hpp"
#include "kernel/json/text.hpp"

namespace kontor::json {

void Writer::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

Writer& Writer::begin_object() {
  separate();
  out_ += '{';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  out_ += '}';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_ += '[';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  out_ += ']';
  needs_comma_ = true;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  write_string(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  write_string(out_, text);
  return *this;
}

Writer& Writer::value(bool truth) {
  return raw(truth ? "true" : "false");
}

Writer& Writer::value(std::nullptr_t) {
  return raw("null");
}

Writer& Writer::value(double number) {
  separate();
  detail::append_double(out_, number);
  return *this;
}

Writer& Writer::value(std::int64_t number) {
  separate();
  detail::append_signed(out_, number);
  return *this;
}

Writer& Writer::value(std::uint64_t number) {
  separate();
  detail::append_unsigned(out_, number);
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace kontor::json
