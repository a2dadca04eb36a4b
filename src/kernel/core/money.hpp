#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"

namespace kontor {

// An ISO 4217 code that is in the list of active currencies; metals and codes without a minor unit are not.
class Currency {
 public:
  // XXX, ISO 4217's "no currency": the place of a currency that is still to be read. parse() never gives it.
  constexpr Currency() = default;

  // Upper case only; nullopt for a code that is not in the list.
  static std::optional<Currency> parse(std::string_view code);

  std::string_view code() const { return {code_.data(), code_.size()}; }
  int minor_digits() const { return minor_digits_; }  // EUR 2, JPY 0, KWD 3

  bool operator==(const Currency&) const = default;
  auto operator<=>(const Currency&) const = default;

 private:
  constexpr Currency(std::array<char, 3> code, int digits) : code_(code), minor_digits_(digits) {}

  std::array<char, 3> code_{'X', 'X', 'X'};
  int minor_digits_ = 0;
};

// An amount in integer minor units. Arithmetic that overflows or mixes currencies is an Error, never a wrong sum.
// There is one rounding rule in the house: half away from zero, as on an invoice.
class Money {
 public:
  constexpr Money() = default;  // nothing, of no currency
  Money(std::int64_t amount_minor, Currency currency) : amount_(amount_minor), currency_(currency) {}

  std::int64_t amount() const { return amount_; }
  const Currency& currency() const { return currency_; }
  bool is_zero() const { return amount_ == 0; }
  bool is_negative() const { return amount_ < 0; }

  bool operator==(const Money&) const = default;

 private:
  std::int64_t amount_ = 0;
  Currency currency_;
};

// Errors of all that follows are `invalid`: amount_overflow, currency_mismatch, invalid_ratio, invalid_weights.
Result<Money> add(const Money& a, const Money& b);
Result<Money> subtract(const Money& a, const Money& b);
Result<Money> multiply(const Money& a, std::int64_t quantity);

// amount × numerator / denominator, rounded once; denominator > 0. A VAT of 19 % is ratio(m, 19, 100).
Result<Money> ratio(const Money& a, std::int64_t numerator, std::int64_t denominator);

// Splits into parts in proportion to the weights (≥ 0, not all 0) by largest remainder; the parts always sum to the
// whole, and equal remainders go to the earlier part.
Result<std::vector<Money>> allocate(const Money& whole, std::span<const std::int64_t> weights);

// "19.99 EUR"; for logs and people, not for machines.
std::string to_string(const Money& money);

}  // namespace kontor
