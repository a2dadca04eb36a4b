#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "modules/pricing/domain/rulebook.hpp"

namespace kontor::pricing {

// What is left of a promotion's limits; none: there is no such limit.
struct Left {
  std::optional<std::int64_t> uses = {};
  std::optional<std::int64_t> budget = {};
  bool customer_is_through = false;  // this customer has used it as often as they may
};

// A code as it was asked for.
struct AskedCode {
  std::optional<std::uint32_t> promotion = {};  // its number in the rulebook; none: there is no such code
  bool is_used_up = false;
};

// Why a promotion does not count.
enum class Refusal {
  none,
  unknown,
  already_applied,
  inactive,
  not_started,
  expired,
  wrong_currency,
  wrong_customer_group,
  not_first_order,
  minimum_not_reached,
  used_up,
  used_by_customer,
  budget_exhausted,
  nothing_to_discount,
  not_combinable,
};

// A line as promotions see it, the lines in an order that does not depend on the caller's.
struct Position {
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
  std::int64_t total = 0;
};

struct DiscountQuestion {
  const Rulebook& rulebook;
  const Currency& currency;
  const Buyer& buyer;
  Timestamp now;
  std::span<const Position> positions;
  std::span<const std::uint64_t> about;  // rulebook.words() for each position: the promotions that are about it
  std::optional<std::int64_t> shipping;
  std::span<const AskedCode> codes;
  std::span<const Left> left;  // by the promotions' numbers; empty: nothing is limited
};

// A promotion that counts, with what it takes off in the order in which it did.
struct Application {
  std::uint32_t promotion = 0;
  std::optional<std::uint32_t> code = {};  // its place among those asked for
  std::int64_t amount = 0;                 // of lines and shipping
  std::int64_t off_shipping = 0;
  std::uint32_t first_part = 0;  // of `parts`
  std::uint32_t end_part = 0;
};
struct Part {
  std::uint32_t position = 0;
  std::int64_t amount = 0;
};

struct Discounts {
  std::vector<Application> applied;
  std::vector<Part> parts;
  std::vector<Refusal> codes;  // of each that was asked for
  // The exclusive promotion that counts alone, and whether others could have counted instead.
  std::optional<std::uint32_t> exclusive = {};
  bool has_rivals = false;
  bool depends_on_first_order = false;
};

// Which promotions count, and what each takes off which position. Never more than there is.
Discounts discount(const DiscountQuestion& question);

}  // namespace kontor::pricing
