#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/json/type.hpp"

namespace kontor::json {

// Requests of our own API refuse what they do not know. Events, internal calls, webhooks and providers' answers ignore
// it, or every addition would break a rolling upgrade.
enum class Unknown { refuse, ignore };

struct Reading {
  Unknown unknown = Unknown::refuse;
  std::size_t max_depth = 32;
  std::size_t max_problems = 50;
};

struct Parameter {
  std::string_view name;
  std::string_view value;
};

namespace detail {
Result<void> read_into(const Type& type, void* target, std::string_view text, const Reading& how);
Result<void> read_parameters_into(const Type& type, void* target, std::span<const Parameter> parameters);
void write(const Type& type, const void* value, std::string& out);
}  // namespace detail

// Text to value. What is no JSON at all (broken syntax, invalid UTF-8, lone surrogates) is `malformed_json`; otherwise
// every problem of the body is reported at once as `validation_failed`, each with one of the codes required, unknown,
// duplicate, type, range, length, format, items, not_allowed, too_deep. What is too deep, a number beyond any range and
// max_problems end the reading.
template <class T>
Result<T> read(std::string_view text, const Reading& how = {}) {
  T value{};
  auto done = detail::read_into(type_of<T>(), &value, text, how);
  if (!done) return std::move(done).error();
  return value;
}

// The same for decoded query or path parameters: a flat described struct of scalars, optionals and vectors (a vector
// takes a repeated name or a comma-separated value; a map `attr` takes `attr.<key>`). Unknown names are refused.
template <class T>
Result<T> read_parameters(std::span<const Parameter> parameters) {
  T value{};
  auto done = detail::read_parameters_into(type_of<T>(), &value, parameters);
  if (!done) return std::move(done).error();
  return value;
}

// Appends. Members in the order of the description; an empty optional is written as null.
template <class T>
void write(std::string& out, const T& value) {
  detail::write(type_of<T>(), &value, out);
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write(out, value);
  return out;
}

// Appends the text as a JSON string, quotes included. Bytes that are no UTF-8 become U+FFFD, so that what is written is
// always JSON.
void write_string(std::string& out, std::string_view text);

}  // namespace kontor::json
