#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"

namespace kontor::http {

// Where to listen: `host:port`, `[::1]:port`, `:port` (all addresses).
struct ListenAddress {
  std::string host;  // without brackets; empty: all addresses
  std::uint16_t port = 0;

  static Result<ListenAddress> parse(std::string_view text);
};

}  // namespace kontor::http
