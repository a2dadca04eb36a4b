#include "kernel/http/pipeline/client_address.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "kernel/core/text.hpp"

namespace kontor::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kAddressBits = 128;
constexpr int kMappedBits = 96;
constexpr std::size_t kSubscriberBytes = 8;  // a /64

bool shares_prefix(const Address& a, const Address& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + whole, b.bytes.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || ((a.bytes[whole] ^ b.bytes[whole]) >> (8 - rest)) == 0;
}

// "[::1]:4711" and "192.0.2.1:4711", as some proxies write them, without what is not the address.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  const auto colon = text.find(':');
  const bool one_colon = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return one_colon ? text.substr(0, colon) : text;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.empty() || text.size() >= terminated.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), terminated.begin());
  Address address;
  if (text.find(':') != std::string_view::npos) {
    if (inet_pton(AF_INET6, terminated.data(), address.bytes.data()) != 1) return std::nullopt;
    return address;
  }
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin());
  if (inet_pton(AF_INET, terminated.data(), address.bytes.data() + kMappedPrefix.size()) != 1) return std::nullopt;
  return address;
}

bool Address::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
}

std::uint64_t client_key(std::string_view text) {
  const auto address = Address::parse(text);
  if (!address) return text::stable_hash(text);
  const auto* data = reinterpret_cast<const char*>(address->bytes.data());
  return text::stable_hash({data, address->is_v4() ? address->bytes.size() : kSubscriberBytes});
}

Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
  TrustedProxies proxies;
  std::vector<FieldProblem> problems;
  for (const auto& network : networks) {
    const auto slash = std::min(network.find('/'), network.size());
    const auto address = Address::parse(std::string_view(network).substr(0, slash));
    const int widest = address && address->is_v4() ? kAddressBits - kMappedBits : kAddressBits;
    const auto bits = slash == network.size() ? std::optional<std::int64_t>(widest)
                                              : text::parse_int(std::string_view(network).substr(slash + 1));
    if (!address || !bits || *bits < 0 || *bits > widest) {
      problems.push_back({"http.trusted_proxies", "invalid_network",
                          "'" + network + "' is neither an address nor a network like 10.0.0.0/8"});
      continue;
    }
    proxies.networks_.push_back({*address, static_cast<int>(*bits) + kAddressBits - widest});
  }
  if (!problems.empty()) return invalid(std::move(problems));
  return proxies;
}

bool TrustedProxies::trusts(std::string_view text) const {
  if (networks_.empty()) return false;
  const auto address = Address::parse(text);
  return address && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return shares_prefix(network.address, *address, network.prefix_bits);
         });
}

std::string_view TrustedProxies::client_of(const Request& request) const {
  std::string_view client = request.peer_address;
  if (!trusts(client)) return client;
  for (auto field = request.headers.rbegin(); field != request.headers.rend(); ++field) {
    if (!text::iequals(field->first, "X-Forwarded-For")) continue;
    for (auto chain = field->second; !chain.empty();) {
      const auto comma = chain.rfind(',');
      const auto start = comma == std::string_view::npos ? 0 : comma + 1;
      const auto hop = without_port(text::trim(chain.substr(start)));
      if (!Address::parse(hop)) return client;
      client = hop;
      if (!trusts(client)) return client;
      chain = chain.substr(0, comma == std::string_view::npos ? 0 : comma);
    }
  }
  return client;
}

}  // namespace kontor::http
