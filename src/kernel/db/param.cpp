#include "kernel/db/param.hpp"

#include <charconv>

#include "kernel/db/errors.hpp"

namespace kontor::db {

namespace {

template <class Number>
void append_number(std::string& out, Number value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

}  // namespace

void Params::add_null() {
  slots_.push_back({0, -1, false});
}

void Params::add_text(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    throw StatementFailed("22021", "parameter $" + std::to_string(size() + 1) + " holds a NUL byte");
  }
  slots_.push_back({buffer_.size(), static_cast<int>(text.size()), false});
  buffer_.append(text).push_back('\0');
}

void Params::add_bytes(std::span<const std::uint8_t> bytes) {
  slots_.push_back({buffer_.size(), static_cast<int>(bytes.size()), true});
  buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()).push_back('\0');
}

const char* Params::value(std::size_t index) const {
  const Slot& slot = slots_[index];
  return slot.length < 0 ? nullptr : buffer_.data() + slot.offset;
}

namespace detail {

void write_text(std::string& out, std::int64_t value) {
  append_number(out, value);
}
void write_text(std::string& out, std::uint64_t value) {
  append_number(out, value);
}
void write_text(std::string& out, double value) {
  append_number(out, value);
}

void write_element(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace detail

}  // namespace kontor::db
