#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/core/ids.hpp"
#include "kernel/core/money.hpp"
#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/pricing/api/pricing.hpp"
#include "modules/pricing/api/promotion_terms.hpp"

namespace kontor::pricing {

struct Promotion {
  PromotionId id = {};
  std::string name;
  bool enabled = true;
  bool automatic = false;  // without a code
  Stacking stacking = Stacking::combinable;
  std::int64_t priority = 0;  // the highest goes first
  std::optional<Timestamp> starts_at = {};
  std::optional<Timestamp> ends_at = {};  // not any more
  PromotionTerms terms = {};
  std::optional<std::int64_t> usage_limit = {};
  std::optional<std::int64_t> usage_limit_per_customer = {};
  std::optional<Money> budget = {};  // of the campaign: it counts in this currency only
  std::int64_t version = 1;

  // Whether what it gives has to be claimed.
  bool is_limited() const { return usage_limit || usage_limit_per_customer || budget; }
};

// Every problem of a promotion that a field alone does not show, by JSON pointers below `at`.
std::vector<FieldProblem> problems_of(const Promotion& promotion);

// In words: "10 % off the order".
std::string offer_text(const PromotionTerms& terms, const Currency& currency);
// "7.5 %"
std::string percent_text(std::int64_t ppm);

}  // namespace kontor::pricing
