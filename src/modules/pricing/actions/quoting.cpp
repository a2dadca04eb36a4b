#include "modules/pricing/actions/quoting.hpp"

#include <algorithm>

#include "modules/pricing/domain/claim_book.hpp"
#include "modules/pricing/domain/reckoning.hpp"
#include "modules/pricing/store/rulebook_rows.hpp"

namespace kontor::pricing {

namespace {

// Within these a limit is nearly reached: what is remembered is up to a second old.
constexpr std::int64_t kFewUses = 200;

bool may_be_reached(const Promotion& promotion, const Left& left) {
  if (left.uses && *left.uses < kFewUses) return true;
  return left.budget && *left.budget < promotion.budget->amount() / 10;
}

}  // namespace

Result<std::vector<AskedCode>> Quoting::look_up(const Basket& basket, const Rulebook& rulebook) const {
  std::vector<AskedCode> asked(basket.codes.size());
  if (basket.codes.empty()) return asked;
  std::vector<std::string> keys;
  for (const auto& code : basket.codes) keys.push_back(code_key_of(code));
  const auto found = rulebook_rows::codes(database_, keys, basket.reference);
  if (!found) return found.error();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto code = std::ranges::find(*found, keys[i], &rulebook_rows::FoundCode::key);
    if (code != found->end()) asked[i] = {rulebook.number_of(code->promotion_id), code->is_used_up};
  }
  return asked;
}

Result<PriceFacts::LeftPtr> Quoting::left_for(const Basket& basket, const PriceFacts::RulebookPtr& rulebook,
                                              std::span<const AskedCode> codes) const {
  auto remembered = facts_.left(rulebook);
  if (!remembered) return remembered;
  std::vector<PromotionId> close;
  const auto look_at = [&](std::uint32_t number) {
    const auto& promotion = rulebook->promotions()[number];
    if (!promotion.enabled || !promotion.is_limited()) return;
    const bool is_personal = promotion.usage_limit_per_customer && basket.buyer.key;
    if (is_personal || basket.reference || may_be_reached(promotion, (**remembered)[number])) {
      close.push_back(promotion.id);
    }
  };
  for (const auto number : rulebook->automatic()) look_at(number);
  for (const auto& code : codes) {
    if (code.promotion) look_at(*code.promotion);
  }
  if (close.empty()) return remembered;
  const auto counts = rulebook_rows::counts_for(database_, close, basket.buyer.key, basket.reference);
  if (!counts) return counts.error();
  auto exact = std::make_shared<std::vector<Left>>(**remembered);
  for (const auto& one : *counts) {
    if (const auto number = rulebook->number_of(one.id)) (*exact)[*number] = one.left;
  }
  return PriceFacts::LeftPtr(std::move(exact));
}

Result<PricedBasket> Quoting::price(const Basket& basket) const {
  const auto rulebook = facts_.rulebook();
  if (!rulebook) return rulebook.error();
  if (auto sound = check_basket(basket, **rulebook); !sound) return sound.error();
  const auto kept = facts_.goods(basket.lines);
  if (!kept) return kept.error();
  const auto codes = look_up(basket, **rulebook);
  if (!codes) return codes.error();
  const auto left = left_for(basket, *rulebook, *codes);
  if (!left) return left.error();
  std::vector<const Goods*> goods;
  goods.reserve(kept->size());
  for (const auto& one : *kept) goods.push_back(one.get());
  return reckon(basket, {**rulebook, goods, *codes, **left, clock_.now()});
}

}  // namespace kontor::pricing
