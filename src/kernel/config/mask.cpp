#include "kernel/config/mask.hpp"

#include "kernel/core/text.hpp"

namespace kontor::config {

namespace {

// scheme://user:password@host: from the first colon behind the scheme to the last @, because a password may hold
// what should have been escaped.
void mask_user_info(std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return;
  const auto colon = text.find(':', scheme + 3);
  const auto at = text.rfind('@');
  if (colon == std::string::npos || at == std::string::npos || at < colon) return;
  text.replace(colon + 1, at - colon - 1, kMask);
}

// password=… of a query or of libpq's key=value form; also sslpassword=….
void mask_parameters(std::string& text) {
  constexpr std::string_view kName = "password";
  for (std::size_t at = text::to_lower(text).find(kName); at != std::string::npos;
       at = text::to_lower(text).find(kName, at)) {
    at += kName.size();
    const auto equals = text.find_first_not_of(' ', at);
    if (equals == std::string::npos || text[equals] != '=') continue;
    auto start = text.find_first_not_of(' ', equals + 1);
    if (start == std::string::npos) return;
    const bool is_quoted = text[start] == '\'';
    auto end = is_quoted ? text.find('\'', start + 1) : text.find_first_of("& ", start);
    if (is_quoted && end != std::string::npos) ++end;
    const auto length = end == std::string::npos ? std::string::npos : end - start;
    text.replace(start, length, kMask);
    at = start + kMask.size();
  }
}

}  // namespace

std::string mask_passwords(std::string_view text) {
  std::string masked(text);
  mask_user_info(masked);
  mask_parameters(masked);
  return masked;
}

}  // namespace kontor::config
