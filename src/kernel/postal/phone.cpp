#include "kernel/postal/phone.hpp"

#include <algorithm>

namespace kontor::postal {

namespace {

constexpr std::size_t kFewestDigits = 5;
constexpr std::size_t kMostDigits = 15;
constexpr std::string_view kSeparators = " -./()";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string dialled(std::string_view text) {
  std::string number;
  for (const char c : text) {
    if (kSeparators.find(c) == std::string_view::npos) number += c;
  }
  if (number.starts_with("00")) number.replace(0, 2, "+");
  return is_phone_number(number) ? number : std::string(text);
}

bool is_phone_number(std::string_view dialled) {
  const bool is_international = dialled.starts_with('+');
  const auto digits = is_international ? dialled.substr(1) : dialled;
  if (digits.size() < kFewestDigits || digits.size() > kMostDigits) return false;
  return std::ranges::all_of(digits, is_digit) && !(is_international && digits.starts_with('0'));
}

}  // namespace kontor::postal
