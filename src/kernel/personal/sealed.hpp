#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/ids.hpp"
#include "kernel/json/scalar.hpp"

namespace kontor::personal {

// Personal data as it stands in an event: the ciphertext and the id of the key that opens it. A member of a message;
// on the wire one string, `<key id>.<base64url>`.
struct Sealed {
  Uuid key_id;
  std::string ciphertext;

  static std::optional<Sealed> parse(std::string_view text);
  std::string str() const;

  bool operator==(const Sealed&) const = default;
};

}  // namespace kontor::personal

namespace kontor::json {

template <>
struct Scalar<personal::Sealed> {
  static std::string what() { return "sealed personal data"; }
  static std::string format() { return {}; }
  static std::string pattern() { return "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.[0-9A-Za-z_-]*$"; }
  static std::string example() { return "018f6b2e-7c1a-4d3e-9f00-5b1d2c3a4e5f.8kZq1w"; }
  static std::optional<personal::Sealed> parse(std::string_view text) { return personal::Sealed::parse(text); }
  static std::string print(const personal::Sealed& value) { return value.str(); }
};

}  // namespace kontor::json
