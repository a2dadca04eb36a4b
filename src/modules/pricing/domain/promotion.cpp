#include "modules/pricing/domain/promotion.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "modules/pricing/domain/arithmetic.hpp"
#include "modules/pricing/domain/tax.hpp"

namespace kontor::pricing {

namespace {

constexpr std::size_t kMostTargets = 1000;
constexpr std::int64_t kMostInOffer = 1000;

using Problems = std::vector<FieldProblem>;

void check_amounts(Problems& problems, const std::vector<Money>& amounts, const std::string& pointer) {
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    const auto at = pointer + "/" + std::to_string(i);
    if (amounts[i].amount() <= 0 || amounts[i].amount() > kLargestAmount) {
      problems.push_back({at + "/amount", "range", "must be more than nothing"});
    }
    const bool again = std::any_of(amounts.begin(), amounts.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const Money& other) { return other.currency() == amounts[i].currency(); });
    if (again) problems.push_back({at + "/currency", "duplicate", "there is an amount in this currency already"});
  }
}

void check_value(Problems& problems, const PromotionTerms& terms) {
  const bool takes_percent = terms.kind == PromotionKind::percentage || terms.kind == PromotionKind::buy_x_get_y;
  if (takes_percent && (terms.percent_ppm <= 0 || terms.percent_ppm > kPartsOfAll)) {
    problems.push_back({"/terms/percent_ppm", "range", "must be between 1 and 1000000 parts of a million"});
  }
  if (terms.kind == PromotionKind::fixed_amount && terms.amounts.empty()) {
    problems.push_back({"/terms/amounts", "required", "a fixed amount needs at least one amount"});
  }
  if (terms.kind == PromotionKind::free_shipping && terms.target != PromotionTarget::order) {
    problems.push_back({"/terms/target", "not_allowed", "free shipping is of the whole order"});
  }
  if (terms.kind != PromotionKind::buy_x_get_y) return;
  const auto in_range = [](std::int64_t pieces) { return pieces >= 1 && pieces <= kMostInOffer; };
  if (!in_range(terms.buy_quantity)) problems.push_back({"/terms/buy_quantity", "range", "must be 1 to 1000"});
  if (!in_range(terms.get_quantity)) problems.push_back({"/terms/get_quantity", "range", "must be 1 to 1000"});
  if (terms.most_times && *terms.most_times < 1)
    problems.push_back({"/terms/most_times", "range", "must be 1 or more"});
}

template <class Ids>
void check_targets(Problems& problems, const Ids& ids, bool wanted, const std::string& pointer) {
  if (wanted && ids.empty()) problems.push_back({pointer, "required", "name at least one"});
  if (!wanted && !ids.empty()) problems.push_back({pointer, "not_allowed", "does not go with this target"});
  if (ids.size() > kMostTargets) problems.push_back({pointer, "items", "at most 1000"});
}

}  // namespace

std::vector<FieldProblem> problems_of(const Promotion& promotion) {
  Problems problems;
  const auto& terms = promotion.terms;
  check_value(problems, terms);
  check_amounts(problems, terms.amounts, "/terms/amounts");
  check_amounts(problems, terms.minimum, "/terms/minimum");
  check_targets(problems, terms.product_ids, terms.target == PromotionTarget::products, "/terms/product_ids");
  check_targets(problems, terms.category_ids, terms.target == PromotionTarget::categories, "/terms/category_ids");
  if (promotion.starts_at && promotion.ends_at && *promotion.ends_at <= *promotion.starts_at) {
    problems.push_back({"/ends_at", "range", "must be after it starts"});
  }
  if (promotion.budget && (promotion.budget->amount() <= 0 || promotion.budget->amount() > kLargestAmount)) {
    problems.push_back({"/budget/amount", "range", "must be more than nothing"});
  }
  return problems;
}

std::string percent_text(std::int64_t ppm) {
  auto text = format("{}.{:04}", ppm / 10'000, ppm % 10'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string offer_text(const PromotionTerms& terms, const Currency& currency) {
  const auto* what = terms.target == PromotionTarget::order ? "the order" : "some goods";
  switch (terms.kind) {
    case PromotionKind::percentage:
      return percent_text(terms.percent_ppm) + " off " + what;
    case PromotionKind::fixed_amount: {
      const auto amount = std::ranges::find(terms.amounts, currency, &Money::currency);
      if (amount == terms.amounts.end()) return format("an amount off {}", what);
      return to_string(*amount) + (terms.each ? " off each piece" : format(" off {}", what));
    }
    case PromotionKind::free_shipping:
      return "free shipping";
    case PromotionKind::buy_x_get_y:
      return format("buy {}, get {} {}", terms.buy_quantity, terms.get_quantity,
                    terms.percent_ppm == kPartsOfAll ? std::string("for free")
                                                     : "at " + percent_text(terms.percent_ppm) + " off");
  }
  return {};
}

}  // namespace kontor::pricing
