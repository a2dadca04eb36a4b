#include "kernel/http/edge/listen_address.hpp"

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::http {

namespace {

Error bad_address(std::string_view text) {
  return {ErrorKind::invalid, "bad_listen_address",
          format("Cannot listen on \"{}\": http.listen must be host:port, [IPv6]:port or :port.", text)};
}

}  // namespace

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return bad_address(text);
  const auto port = text::parse_int(text.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return bad_address(text);
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (host.empty()) return bad_address(text);
  } else if (host.find_first_of("[]:") != host.npos) {
    return bad_address(text);
  }
  return ListenAddress{std::string(host), static_cast<std::uint16_t>(*port)};
}

}  // namespace kontor::http
