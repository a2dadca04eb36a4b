#include "modules/pricing/domain/price_list.hpp"

#include <algorithm>
#include <tuple>

namespace kontor::pricing {

namespace {

bool counts(const PriceList& list, const PriceQuestion& question) {
  return list.enabled && list.currency == question.currency &&
         (!list.customer_group || list.customer_group == question.customer_group) &&
         (!list.starts_at || *list.starts_at <= question.now) && (!list.ends_at || question.now < *list.ends_at);
}

// Whether this entry says the price rather than that: a list of higher priority; of one list the tier that begins with
// more pieces; of two lists of the same priority the lower price.
bool goes_before(const PriceList& list, const TierPrice& tier, const PriceList& other, const TierPrice& than) {
  if (list.priority != other.priority) return list.priority > other.priority;
  if (list.id == other.id) return tier.from_quantity > than.from_quantity;
  return tier.amount < than.amount;
}

std::optional<std::int64_t> more_than(std::int64_t amount, std::initializer_list<std::optional<std::int64_t>> others) {
  for (const auto& other : others) {
    if (other && *other > amount) return other;
  }
  return std::nullopt;
}

}  // namespace

PriceLists::PriceLists(std::vector<PriceList> lists) : lists_(std::move(lists)) {
  std::ranges::sort(lists_, {}, &PriceList::id);
}

const PriceList* PriceLists::find(const Uuid& id) const {
  const auto found = std::ranges::lower_bound(lists_, PriceListId(id), {}, &PriceList::id);
  return found != lists_.end() && found->id.uuid() == id ? &*found : nullptr;
}

std::optional<ChosenPrice> PriceLists::choose(const Goods& goods, const PriceQuestion& question) const {
  const auto own = std::ranges::find(goods.list_prices, question.currency, &ListPrice::currency);
  ChosenPrice chosen;
  std::optional<std::int64_t> own_compare_at;
  if (own != goods.list_prices.end()) {
    chosen.list_amount = chosen.amount = own->amount;
    own_compare_at = own->compare_at;
  }
  const TierPrice* best = nullptr;
  // Of each list the tier for so many pieces first, then the best of those.
  for (const auto& tier : goods.tiers) {
    if (tier.from_quantity > question.quantity) continue;
    const auto* list = find(tier.list_id);
    if (!list || !counts(*list, question)) continue;
    const bool is_passed = std::ranges::any_of(goods.tiers, [&](const TierPrice& other) {
      return other.list_id == tier.list_id && other.from_quantity > tier.from_quantity &&
             other.from_quantity <= question.quantity;
    });
    if (is_passed || (best && !goes_before(*list, tier, *chosen.list, *best))) continue;
    best = &tier;
    chosen.list = list;
  }
  if (!best && !chosen.list_amount) return std::nullopt;
  if (best) {
    chosen.amount = best->amount;
    chosen.from_quantity = best->from_quantity;
  }
  chosen.compare_at =
      more_than(chosen.amount, {best ? best->compare_at : std::nullopt, own_compare_at, chosen.list_amount});
  return chosen;
}

}  // namespace kontor::pricing
