#include "modules/pricing/domain/rulebook.hpp"

#include <algorithm>
#include <cstring>

namespace kontor::pricing {

namespace {

bool goes_first(const Promotion& a, const Promotion& b) {
  return a.priority != b.priority ? a.priority > b.priority : a.id < b.id;
}

void add(std::span<std::uint64_t> words, const PromotionSet& more) {
  const auto bits = more.words();
  for (std::size_t i = 0; i < bits.size(); ++i) words[i] |= bits[i];
}

}  // namespace

std::size_t Rulebook::UuidHash::operator()(const Uuid& id) const {
  std::uint64_t low = 0;
  std::memcpy(&low, id.bytes().data() + 8, sizeof(low));
  return low;
}

Rulebook::Rulebook(Rules rules)
    : price_lists_(std::move(rules.price_lists)),
      taxes_(std::move(rules.zones)),
      currencies_(std::move(rules.currencies)),
      promotions_(std::move(rules.promotions)),
      home_country_(std::move(rules.home_country)) {
  std::ranges::sort(promotions_, goes_first);
  index_promotions();
  write_labels();
}

void Rulebook::index_promotions() {
  const auto count = promotions_.size();
  about_all_ = PromotionSet(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& promotion = promotions_[i];
    const auto& terms = promotion.terms;
    const auto note = [&](const Uuid& id) { about_.try_emplace(id, count).first->second.add(i); };
    numbers_.emplace(promotion.id.uuid(), static_cast<std::uint32_t>(i));
    if (promotion.automatic) automatic_.push_back(static_cast<std::uint32_t>(i));
    if (terms.target == PromotionTarget::order) about_all_.add(i);
    for (const auto& id : terms.product_ids) note(id.uuid());
    for (const auto& id : terms.category_ids) note(id.uuid());
  }
}

void Rulebook::write_labels() {
  labels_.reserve(promotions_.size());
  for (const auto& promotion : promotions_) {
    auto& labels = labels_.emplace_back();
    const auto label = [&](const Currency& currency) {
      labels.push_back(promotion.name + ": " + offer_text(promotion.terms, currency));
    };
    if (promotion.terms.amounts.empty()) label(Currency());
    for (const auto& amount : promotion.terms.amounts) label(amount.currency());
  }
}

const std::string& Rulebook::label_of(std::uint32_t number, const Currency& currency) const {
  const auto& amounts = promotions_[number].terms.amounts;
  const auto found = std::ranges::find(amounts, currency, &Money::currency);
  return labels_[number][found == amounts.end() ? 0 : static_cast<std::size_t>(found - amounts.begin())];
}

std::optional<std::uint32_t> Rulebook::number_of(const PromotionId& id) const {
  const auto found = numbers_.find(id.uuid());
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

void Rulebook::add_promotions_about(const Goods& goods, std::span<std::uint64_t> words) const {
  add(words, about_all_);
  if (about_.empty()) return;
  if (const auto found = about_.find(goods.product_id.uuid()); found != about_.end()) add(words, found->second);
  for (const auto& category : goods.categories) {
    if (const auto found = about_.find(category); found != about_.end()) add(words, found->second);
  }
}

CurrencyRule Rulebook::rule_of(const Currency& currency) const {
  const auto found = std::ranges::find(currencies_, currency, &CurrencyRule::currency);
  return found == currencies_.end() ? CurrencyRule{.currency = currency} : *found;
}

}  // namespace kontor::pricing
