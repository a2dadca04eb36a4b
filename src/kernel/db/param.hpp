#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"

namespace kontor::db {

// JSON that is already text, for json and jsonb columns.
struct JsonText {
  std::string text;
  bool operator==(const JsonText&) const = default;
};

using Bytes = std::vector<std::uint8_t>;  // bytea

// The values of one statement, copied. Their types are what the statement makes of $1, $2, …; write a cast where it
// says nothing: `unnest($1::uuid[])`.
class Params {
 public:
  // The next $n; for statements whose parameters are known only when they are written.
  template <class T>
  Params& add(const T& value);
  void add_null();
  // A text with a NUL byte, which PostgreSQL cannot hold, throws StatementFailed instead of being cut.
  void add_text(std::string_view text);
  void add_bytes(std::span<const std::uint8_t> bytes);

  std::size_t size() const { return slots_.size(); }
  const char* value(std::size_t index) const;  // nullptr: NULL; texts end with a NUL byte
  int length(std::size_t index) const { return slots_[index].length; }
  bool is_binary(std::size_t index) const { return slots_[index].binary; }

 private:
  struct Slot {
    std::size_t offset;
    int length;  // -1: NULL
    bool binary;
  };

  std::string buffer_;
  std::vector<Slot> slots_;
};

namespace detail {

void write_text(std::string& out, std::int64_t value);
void write_text(std::string& out, std::uint64_t value);
void write_text(std::string& out, double value);
inline void write_text(std::string& out, std::string_view value) {
  out += value;
}
inline void write_text(std::string& out, const Uuid& value) {
  out += value.str();
}
inline void write_text(std::string& out, Timestamp value) {
  out += kontor::to_string(value);
}
inline void write_text(std::string& out, const Currency& value) {
  out += value.code();
}
inline void write_text(std::string& out, const JsonText& value) {
  out += value.text;
}
inline void write_text(std::string& out, std::same_as<bool> auto value) {
  out += value ? "true" : "false";
}
template <std::signed_integral I>
void write_text(std::string& out, I value) {
  write_text(out, static_cast<std::int64_t>(value));
}
template <std::unsigned_integral I>
requires(!std::same_as<I, bool>) void write_text(std::string& out, I value) {
  write_text(out, static_cast<std::uint64_t>(value));
}
template <class Tag>
void write_text(std::string& out, const Id<Tag>& value) {
  write_text(out, value.uuid());
}

// One quoted element of an array literal.
void write_element(std::string& out, std::string_view text);

template <class T>
void add(Params& params, const T& value) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    params.add_text(value);
  } else {
    std::string text;
    write_text(text, value);
    params.add_text(text);
  }
}

inline void add(Params& params, std::nullopt_t) {
  params.add_null();
}
inline void add(Params& params, std::span<const std::uint8_t> bytes) {
  params.add_bytes(bytes);
}
inline void add(Params& params, const Bytes& bytes) {
  params.add_bytes(bytes);
}

template <class T>
void add(Params& params, std::span<const T> values) {
  std::string literal = "{";
  std::string text;
  for (const auto& value : values) {
    if (literal.size() > 1) literal += ',';
    text.clear();
    write_text(text, value);
    write_element(literal, text);
  }
  params.add_text(literal += '}');
}

template <class T>
void add(Params& params, const std::vector<T>& values) {
  add(params, std::span<const T>(values));
}

template <class T>
void add(Params& params, const std::optional<T>& value) {
  value ? add(params, *value) : params.add_null();
}

}  // namespace detail

template <class T>
Params& Params::add(const T& value) {
  detail::add(*this, value);
  return *this;
}

// bool, integers, double, texts, Uuid, Id, Timestamp, Currency, JsonText, Bytes; std::optional of them (empty: NULL);
// vectors and spans of them as PostgreSQL arrays.
template <class... P>
Params pack(const P&... values) {
  Params params;
  (detail::add(params, values), ...);
  return params;
}

// Parameters that were gathered one by one.
inline Params pack(const Params& gathered) {
  return gathered;
}

}  // namespace kontor::db
