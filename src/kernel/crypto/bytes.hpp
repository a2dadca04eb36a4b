#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

namespace kontor::crypto {

// Bytes to be read, whatever holds them: texts, digests, keys, columns of type bytea. Owns nothing.
class ByteView {
 public:
  template <class T>
  requires(std::convertible_to<const T&, std::string_view>) ByteView(const T& text) {
    const std::string_view view = text;
    bytes_ = {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
  }
  template <class T>
  requires(std::convertible_to<const T&, std::span<const std::uint8_t>>) ByteView(const T& bytes) : bytes_(bytes) {}

  const std::uint8_t* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  std::span<const std::uint8_t> span() const { return bytes_; }
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  ByteView from(std::size_t offset) const { return bytes_.subspan(offset); }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace kontor::crypto
