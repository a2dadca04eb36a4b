#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/json/type.hpp"

namespace kontor::json {

namespace detail {
void write(const Type& type, const void* value, std::string& out);
}

// Builds a document that is no described struct (OpenAPI, log lines) piece by piece; puts the commas. The caller keeps
// the order right: a key before each value of an object, an end for each begin.
class Writer {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit Writer(std::string& out) : out_(out) {}

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);

  Writer& value(std::string_view text);
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(bool truth);
  Writer& value(std::nullptr_t);
  Writer& value(double number);  // what is not finite becomes null
  Writer& value(std::int64_t number);
  Writer& value(std::uint64_t number);
  template <std::integral Integer>
  Writer& value(Integer number) {
    if constexpr (std::signed_integral<Integer>) return value(static_cast<std::int64_t>(number));
    return value(static_cast<std::uint64_t>(number));
  }
  // Valid JSON, as it is.
  Writer& raw(std::string_view json);
  // A described value.
  template <class T>
  Writer& described(const T& value) {
    separate();
    detail::write(type_of<T>(), &value, out_);
    return *this;
  }

  template <class T>
  Writer& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }

 private:
  void separate();

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace kontor::json
