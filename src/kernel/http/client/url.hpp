#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::http {

// Where a connection leads to.
struct Origin {
  bool secure = false;
  std::string host;  // lower case; an IPv6 address without brackets
  std::uint16_t port = 0;

  std::string authority() const;  // for the Host field: without the scheme's own port
  std::string str() const;        // https://host:port
  bool operator==(const Origin&) const = default;
};

struct Url {
  Origin origin;
  std::string target;  // path and query, never empty

  // nullopt for anything but http and https, for user and password, and for bytes that do not belong into a request
  // line.
  static std::optional<Url> parse(std::string_view text);
  // What a Location field means, seen from this address.
  std::optional<Url> resolve(std::string_view reference) const;
};

}  // namespace kontor::http
