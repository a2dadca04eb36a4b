#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/time.hpp"

namespace kontor::json {

template <class T>
class Rules;

// Specialise for a value that is a string on the wire.
template <class T>
struct Scalar;

template <>
struct Scalar<Uuid> {
  static std::string what() { return "a UUID"; }
  static std::string format() { return "uuid"; }
  static std::string pattern() { return {}; }
  static std::string example() { return "018f6b2e-7c1a-7d3e-9f00-5b1d2c3a4e5f"; }
  static std::optional<Uuid> parse(std::string_view text) { return Uuid::parse(text); }
  static std::string print(const Uuid& value) { return value.str(); }
};

template <class Tag>
struct Scalar<Id<Tag>> {
  static std::string what() { return "an id like " + example(); }
  static std::string format() { return {}; }
  static std::string pattern() { return '^' + std::string(Tag::kPrefix) + "_[0-7][0-9a-hjkmnp-tv-z]{25}$"; }
  static std::string example() { return std::string(Tag::kPrefix) + "_01hxnjwz0tfmz9y05v3mp3mkjz"; }
  static std::optional<Id<Tag>> parse(std::string_view text) { return Id<Tag>::parse(text); }
  static std::string print(const Id<Tag>& value) { return value.str(); }
};

template <>
struct Scalar<Currency> {
  static std::string what() { return "an ISO 4217 currency code"; }
  static std::string format() { return {}; }
  static std::string pattern() { return "^[A-Z]{3}$"; }
  static std::string example() { return "EUR"; }
  static std::optional<Currency> parse(std::string_view text) { return Currency::parse(text); }
  static std::string_view print(const Currency& value) { return value.code(); }
};

template <>
struct Scalar<Timestamp> {
  static std::string what() { return "a moment like " + example(); }
  static std::string format() { return "date-time"; }
  static std::string pattern() { return {}; }
  static std::string example() { return "2026-03-01T09:30:00.000000Z"; }
  static std::optional<Timestamp> parse(std::string_view text) { return parse_timestamp(text); }
  static std::string print(const Timestamp& value) { return to_string(value); }
};

// Specialise for a value that is an object on the wire without being a described struct: a described struct of its
// parts, and the ways there and back.
template <class T>
struct Composed;

struct MoneyParts {
  static constexpr std::string_view kSchemaName = "Money";

  std::int64_t amount = 0;
  Currency currency;

  static void rules(Rules<MoneyParts>& rule);
};
BOOST_DESCRIBE_STRUCT(MoneyParts, (), (amount, currency))

template <>
struct Composed<Money> {
  using Parts = MoneyParts;
  static MoneyParts take_apart(const Money& value) { return {value.amount(), value.currency()}; }
  static Money assemble(const MoneyParts& parts) { return {parts.amount, parts.currency}; }
};

}  // namespace kontor::json
