#pragma once

#include <cstddef>
#include <string_view>

namespace kontor::payment {

// Whether a text holds what looks like the number of a card: 12 to 19 digits in a row, spaces and hyphens between them
// apart, with the check digit of ISO/IEC 7812 (Luhn). No such text may come near us, whatever it was meant as: whoever
// takes a token from a customer refuses it before it is written anywhere.
constexpr bool holds_card_number(std::string_view text) {
  constexpr std::size_t kShortest = 12;
  constexpr std::size_t kLongest = 19;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto ends_run = [&](char c) { return !is_digit(c) && c != ' ' && c != '-'; };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !ends_run(text[end])) ++end;
    std::size_t digits = 0;
    int sum = 0;
    for (std::size_t i = end; i > at; --i) {
      if (!is_digit(text[i - 1])) continue;
      const int value = text[i - 1] - '0';
      const int twice = value > 4 ? 2 * value - 9 : 2 * value;
      sum += digits++ % 2 == 1 ? twice : value;
    }
    if (digits >= kShortest && digits <= kLongest && sum > 0 && sum % 10 == 0) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace kontor::payment
