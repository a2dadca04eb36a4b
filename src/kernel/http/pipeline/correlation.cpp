#include "kernel/http/pipeline/correlation.hpp"

#include <algorithm>

#include "kernel/core/random.hpp"

namespace kontor::http {
namespace {

constexpr std::size_t kMaxOfferedLength = 64;
constexpr std::size_t kLength = 13;  // 64 bits in base32, and short enough to be kept inside a std::string
constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == ':';
}

}  // namespace

std::string request_id_for(std::string_view offered) {
  if (!offered.empty() && offered.size() <= kMaxOfferedLength &&
      std::all_of(offered.begin(), offered.end(), is_allowed)) {
    return std::string(offered);
  }
  std::string id(kLength, '0');
  auto bits = random_u64();
  for (char& digit : id) {
    digit = kDigits[bits % kDigits.size()];
    bits /= kDigits.size();
  }
  return id;
}

}  // namespace kontor::http
