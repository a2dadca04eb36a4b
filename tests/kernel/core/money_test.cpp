#include "kernel/core/money.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace kontor {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

Money money(std::int64_t amount, std::string_view code = "EUR") {
  return {amount, Currency::parse(code).value()};
}

std::vector<std::int64_t> amounts(const std::vector<Money>& parts) {
  std::vector<std::int64_t> result;
  for (const auto& part : parts) result.push_back(part.amount());
  return result;
}

// The code of the error, or the amount as text where there is none.
std::string outcome(const Result<Money>& result) {
  return result ? std::to_string(result.value().amount()) : result.error().code;
}

TEST_CASE("a currency knows its minor unit") {
  const auto [code, digits] = GENERATE(table<std::string, int>({{"EUR", 2},
                                                                {"USD", 2},
                                                                {"JPY", 0},
                                                                {"KRW", 0},
                                                                {"ISK", 0},
                                                                {"KWD", 3},
                                                                {"TND", 3},
                                                                {"CLF", 4},
                                                                {"UYW", 4},
                                                                {"AED", 2},
                                                                {"ZWG", 2},
                                                                {"XOF", 0}}));
  CAPTURE(code);
  const auto currency = Currency::parse(code);
  REQUIRE(currency);
  CHECK(currency->code() == code);
  CHECK(currency->minor_digits() == digits);
}

TEST_CASE("what is no active currency is refused") {
  // Former currencies, metals and codes for tests are in ISO 4217 too.
  const std::string code = GENERATE(as<std::string>{}, "", "E", "EU", "EURO", "eur", "Eur", " EUR", "DEM", "HRK", "ZWL",
                                    "XAU", "XXX", "XTS", "ZZZ", "AAA", "\xe2\x82\xac");
  CAPTURE(code);
  CHECK_FALSE(Currency::parse(code));
}

TEST_CASE("sums are exact or refused") {
  CHECK(outcome(add(money(1999), money(1))) == "2000");
  CHECK(outcome(add(money(kMax), money(kMin))) == "-1");
  CHECK(outcome(add(money(kMax), money(1))) == "amount_overflow");
  CHECK(outcome(add(money(kMin), money(-1))) == "amount_overflow");
  CHECK(outcome(subtract(money(5), money(7))) == "-2");
  CHECK(outcome(subtract(money(0), money(kMin))) == "amount_overflow");
  CHECK(outcome(subtract(money(-1), money(kMin))) == std::to_string(kMax));
  CHECK(outcome(multiply(money(1999), 3)) == "5997");
  CHECK(outcome(multiply(money(1999), -3)) == "-5997");
  CHECK(outcome(multiply(money(kMax), 2)) == "amount_overflow");
  CHECK(outcome(multiply(money(kMin), -1)) == "amount_overflow");
  CHECK(outcome(multiply(money(kMin), kMin)) == "amount_overflow");
}

TEST_CASE("different currencies do not add up") {
  CHECK(outcome(add(money(1, "EUR"), money(1, "USD"))) == "currency_mismatch");
  CHECK(outcome(subtract(money(1, "EUR"), money(1, "USD"))) == "currency_mismatch");
  CHECK(add(money(1, "EUR"), money(1, "USD")).error().kind == ErrorKind::invalid);
}

TEST_CASE("a ratio is rounded half away from zero, once") {
  struct Row {
    std::int64_t amount, numerator, denominator;
    std::string expected;
  };
  const Row rows[] = {
      {1999, 19, 100, "380"},  // 379.81
      {1050, 7, 100, "74"},    // 73.5
      {-1050, 7, 100, "-74"},
      {1050, -7, 100, "-74"},
      {-1050, -7, 100, "74"},
      {1, 1, 2, "1"},
      {-1, 1, 2, "-1"},
      {3, 1, 2, "2"},
      {1, 49, 100, "0"},
      {-1, 49, 100, "0"},
      {1, 1, 3, "0"},
      {2, 1, 3, "1"},
      {0, 19, 100, "0"},
      {5, 0, 7, "0"},
      {kMax, kMax, kMax, std::to_string(kMax)},
      {kMin, kMax, kMax, std::to_string(kMin)},
      {kMax, 1, kMax, "1"},
      {kMin, kMin, kMax, "amount_overflow"},
      {kMax, 2, 1, "amount_overflow"},
      {kMax, 3, 2, "amount_overflow"},
      {5, 1, 0, "invalid_ratio"},
      {5, 1, -2, "invalid_ratio"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.amount, row.numerator, row.denominator);
    CHECK(outcome(ratio(money(row.amount), row.numerator, row.denominator)) == row.expected);
  }
}

TEST_CASE("a ratio is never further than half a unit from the exact value, and mirrors with the sign") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    const auto amount = static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000;
    const auto numerator = static_cast<std::int64_t>(random() % 1000);
    const auto denominator = 1 + static_cast<std::int64_t>(random() % 1000);
    CAPTURE(amount, numerator, denominator);
    const auto rounded = ratio(money(amount), numerator, denominator).value().amount();
    const auto twice_error = 2 * (rounded * denominator - amount * numerator);
    const bool is_tie = std::abs(twice_error) == denominator;
    if (std::abs(twice_error) > denominator) FAIL("got " << rounded);
    if (is_tie && std::abs(rounded * denominator) < std::abs(amount * numerator))
      FAIL("a tie went to zero: " << rounded);
    if (ratio(money(-amount), numerator, denominator).value().amount() != -rounded) FAIL("not mirrored: " << rounded);
  }
}

TEST_CASE("a whole is split by largest remainder, the earlier part first") {
  struct Row {
    std::int64_t whole;
    std::vector<std::int64_t> weights, expected;
  };
  const Row rows[] = {
      {100, {1, 1, 1}, {34, 33, 33}},
      {101, {1, 1, 1}, {34, 34, 33}},
      {-100, {1, 1, 1}, {-34, -33, -33}},
      {5, {3, 7}, {2, 3}},  // 1.5 and 3.5
      {10, {1, 2, 4}, {1, 3, 6}},
      {1, {1, 5}, {0, 1}},
      {1, {0, 1, 0, 1}, {0, 1, 0, 0}},
      {0, {1, 2}, {0, 0}},
      {1999, {7}, {1999}},
      {kMax, {kMax, kMax}, {kMax / 2 + 1, kMax / 2}},
      {kMin, {1}, {kMin}},
      {kMin, {kMax, 0}, {kMin, 0}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.whole, row.weights);
    CHECK(amounts(allocate(money(row.whole), row.weights).value()) == row.expected);
  }
}

TEST_CASE("weights that say nothing are refused") {
  const auto weights = GENERATE(as<std::vector<std::int64_t>>{}, std::vector<std::int64_t>{},
                                std::vector<std::int64_t>{0, 0}, std::vector<std::int64_t>{2, -1});
  CAPTURE(weights);
  const auto parts = allocate(money(100), weights);
  REQUIRE_FALSE(parts);
  CHECK(parts.error().code == "invalid_weights");
}

// Whole amounts of any sign, from cents to the limit; now and then weights of zero and huge ones.
std::int64_t random_whole(std::mt19937_64& random) {
  return static_cast<std::int64_t>(random()) >> (random() % 64);
}

std::vector<std::int64_t> random_weights(std::mt19937_64& random) {
  std::vector<std::int64_t> weights(1 + random() % 20);
  for (auto& weight : weights) weight = static_cast<std::int64_t>(random() >> (1 + random() % 63));
  weights[random() % weights.size()] = 1 + static_cast<std::int64_t>(random() % 1000);
  return weights;
}

TEST_CASE("however a whole is split, the parts sum to it and none is off by a unit") {
  __extension__ using Wide = __int128;
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) {
    const auto whole = random_whole(random);
    const auto weights = random_weights(random);
    CAPTURE(whole, weights);
    const auto parts = amounts(allocate(money(whole), weights).value());
    REQUIRE(parts.size() == weights.size());
    const auto weight_sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
    Wide sum = 0;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      sum += parts[p];
      // |part - whole × weight / weight_sum| < 1, with the quotient and the remainder apart so that nothing overflows.
      const Wide product = Wide(whole) * weights[p];
      const Wide off = parts[p] - product / weight_sum;
      const Wide rest = product % weight_sum;
      const bool near = off == 0 || (rest > 0 && off == 1) || (rest < 0 && off == -1);
      if (!near) FAIL("part " << p << " is " << parts[p]);
      if (weights[p] == 0 && parts[p] != 0) FAIL("part " << p << " has no weight and got " << parts[p]);
    }
    if (sum != whole) FAIL("the parts do not sum to the whole");
  }
}

TEST_CASE("equal weights differ by a unit at most, and a split mirrors with the sign") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 5'000; ++i) {
    const auto whole = static_cast<std::int64_t>(random() % 1'000'000);
    const std::vector<std::int64_t> weights(1 + random() % 30, 1 + static_cast<std::int64_t>(random() % 9));
    CAPTURE(whole, weights.size());
    auto parts = amounts(allocate(money(whole), weights).value());
    if (!std::ranges::is_sorted(parts, std::greater{})) FAIL("a later part is larger");
    if (parts.front() - parts.back() > 1) FAIL(parts.front() << " and " << parts.back());
    for (auto& part : parts) part = -part;
    if (amounts(allocate(money(-whole), weights).value()) != parts) FAIL("not mirrored");
  }
}

TEST_CASE("an amount reads as people write it") {
  CHECK(to_string(money(1999)) == "19.99 EUR");
  CHECK(to_string(money(-5)) == "-0.05 EUR");
  CHECK(to_string(money(0)) == "0.00 EUR");
  CHECK(to_string(money(1999, "JPY")) == "1999 JPY");
  CHECK(to_string(money(-1, "KWD")) == "-0.001 KWD");
  CHECK(to_string(money(12345, "CLF")) == "1.2345 CLF");
  CHECK(to_string(money(kMin)) == "-92233720368547758.08 EUR");
}

}  // namespace
}  // namespace kontor
