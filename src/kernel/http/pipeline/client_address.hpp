#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/request.hpp"

namespace kontor::http {

// An IP address as 16 bytes; IPv4 is kept in its mapped form, so that both spellings are one address.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  static std::optional<Address> parse(std::string_view text);
  bool is_v4() const;
  bool operator==(const Address&) const = default;
};

// Who stands for one client of the rate limit: the address, or the /64 of an IPv6 address, which one subscriber owns.
std::uint64_t client_key(std::string_view address);

// The proxies whose X-Forwarded-For is believed.
class TrustedProxies {
 public:
  // Addresses and networks: "10.0.0.1", "10.0.0.0/8", "fd00::/8". What is none is an error that names it.
  static Result<TrustedProxies> parse(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;

  // Who sent the request: the last address in the chain of proxies that is not itself a trusted one. The header is
  // ignored when the peer is not trusted, and believed no further than an entry that is no address.
  std::string_view client_of(const Request& request) const;

 private:
  struct Network {
    Address address;
    int prefix_bits;
  };
  std::vector<Network> networks_;
};

}  // namespace kontor::http
